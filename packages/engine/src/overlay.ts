import { createHash } from 'node:crypto'
import type { OverlayOptions } from 'sharp'
import { EngineError } from './errors.ts'
import { cut, inCell, withAlpha, withOpacity } from './pixels/mark.ts'
import type { Raw } from './pixels/raw.ts'
import { createRawCache } from './pixels/raw-cache.ts'
import { decodingAsStored, type ImagePlan } from './plan.ts'
import { probe } from './probe.ts'
import type { Overlays } from './run-pass.ts'
import type { DrawnImage, Mark } from './step.ts'
import { renderText } from './text.ts'

/** Makes the pixels of a plan. */
export type ExecuteRaw = (plan: ImagePlan, file: Uint8Array) => Promise<Raw>

/** Every mark that a plan draws, as sharp composites it: cut to what is seen, with its opacity, raw. */
export async function overlaysOf(
  { passes }: ImagePlan,
  images: Readonly<Record<string, Uint8Array>>,
  executeRaw: ExecuteRaw,
): Promise<Overlays> {
  const steps = passes.flatMap((pass) => pass.steps)
  const marks = steps.flatMap((step) => (step.type === 'overlay' ? step.marks : []))
  const drawn = new Map<Mark, OverlayOptions>()
  // One after another: each image may take as much memory as the source itself.
  for (const mark of marks) {
    const picture = 'text' in mark ? await renderText(mark.text) : await drawImage(mark, images, executeRaw)
    drawn.set(mark, placed(mark, picture))
  }
  return drawn
}

/** Enough for dozens of ordinary logos, so that requests that draw the same one decode it once. */
const kept = createRawCache(2 ** 24)

/** Bytes of the largest file that is looked for there: to recognise a larger one takes time that others wait for. */
const LARGEST_KEPT = 2 ** 18

async function drawImage(
  { image, plan }: DrawnImage,
  images: Readonly<Record<string, Uint8Array>>,
  executeRaw: ExecuteRaw,
): Promise<Raw> {
  const file = images[image]
  if (!file) throw new TypeError(`the bytes of the image ${image} are not there`)
  try {
    const draw = async () => withAlpha(await executeRaw(plan ?? asStored(file), file))
    return await (file.length > LARGEST_KEPT ? draw() : kept.get(keyOf(file, plan), draw))
  } catch (cause) {
    if (!(cause instanceof EngineError)) throw cause
    const message = `The watermark image cannot be drawn: ${image}: ${cause.message}`
    throw new EngineError('WatermarkError', message, { operation: 'watermark', cause })
  }
}

/** By content, not by name: what an object holds may change. */
function keyOf(file: Uint8Array, plan: ImagePlan | null): string {
  return `${createHash('sha256').update(file).digest('base64')} ${JSON.stringify(plan)}`
}

/** The plan of an image that is drawn as it is. */
function asStored(file: Uint8Array): ImagePlan {
  const metadata = probe(file)
  const { width, height, alpha } = metadata
  return {
    decode: decodingAsStored(metadata),
    passes: [],
    canvas: { width, height, pages: 1, alpha },
    encode: {
      format: 'png',
      quality: null,
      chroma: '4:4:4',
      progressive: false,
      orientation: null,
      animation: null,
    },
    cost: { decodedPixels: width * height, rawBytes: 0 },
  }
}

function placed(mark: Mark, picture: Raw): OverlayOptions {
  const seen = withOpacity(cut(picture, mark.clip), mark.opacity)
  const { data, width, height } = mark.tile ? inCell(seen, mark.tile, mark) : seen
  const overlay = {
    input: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    raw: { width, height, channels: 4 as const },
  }
  if (mark.tile) return { ...overlay, tile: true, gravity: 'northwest' }
  return { ...overlay, left: mark.left, top: mark.top }
}
