import { averageHue } from './average-hue.ts'
import { frames, load, open, type Picture } from './decode.ts'
import { encode, encodeAnimation, type Strip } from './encode.ts'
import { damaged } from './errors.ts'
import { exifFacts } from './exif/facts.ts'
import { FORMAT_TRAITS } from './formats.ts'
import { infoReport } from './info-report.ts'
import { overlaysOf } from './overlay.ts'
import type { Pass } from './passes.ts'
import type { Raw } from './pixels/raw.ts'
import type { ImagePlan, Plan, ReportPlan } from './plan.ts'
import { probe } from './probe.ts'
import { decoding, type Overlays, runPass, withSteps } from './run-pass.ts'

/** The bytes that a plan works on. */
export interface Inputs {
  readonly source: Uint8Array
  /** Images that the plan draws, by key. */
  readonly images: Readonly<Record<string, Uint8Array>>
}

/** A picture, or a report in JSON. */
export interface Output {
  readonly data: Buffer
  readonly contentType: string
}

/**
 * Does what a plan says: the only step that moves pixels.
 *
 * @throws EngineError `BadRequest` when the source is damaged or not what the plan was made for,
 *   `WatermarkError` when a mark cannot be drawn.
 */
export async function execute(plan: Plan, inputs: Inputs): Promise<Output> {
  if ('report' in plan) return report(plan, inputs)
  const data = plan.decode.pages > 1 ? await executeAnimation(plan, inputs) : await executeStill(plan, inputs)
  return { data, contentType: FORMAT_TRAITS[plan.encode.format].contentType }
}

async function report({ report: subject, of }: ReportPlan, inputs: Inputs): Promise<Output> {
  const bytes = of ? (await execute(of, inputs)).data : inputs.source
  const metadata = probe(bytes)
  const text =
    subject === 'info'
      ? infoReport(metadata, exifFacts(bytes, metadata.format))
      : await averageHue(bytes, metadata)
  return { data: Buffer.from(text), contentType: 'application/json' }
}

/** The last pass of sharp's runs on into the encoder. */
async function executeStill(plan: ImagePlan, { source, images }: Inputs): Promise<Buffer> {
  const overlays = await overlaysOf(plan, images, executeRaw)
  const last = plan.passes[plan.passes.length - 1]
  const fused = last?.kind === 'sharp' ? last : undefined
  const start = await load(source, plan.decode, plan.cost.decodedPixels)
  const picture = await runPasses(fused ? plan.passes.slice(0, -1) : plan.passes, start, overlays)
  const pipeline = withSteps(open(picture), fused?.steps ?? [], overlays)
  const { data, info } = await decoding(picture, () => encode(pipeline, plan.encode))
  checkSize(plan, info)
  return data
}

async function executeAnimation(plan: ImagePlan, inputs: Inputs): Promise<Buffer> {
  const { width, height, pages } = plan.canvas
  let strip: Strip | undefined
  let used = 0
  for await (const { data, channels } of executePages(plan, inputs)) {
    // Memory for all frames at once, as soon as the first tells their channels.
    strip ??= { data: Buffer.alloc(data.length * pages), width, height: height * pages, channels, pages }
    if (channels !== strip.channels) throw damaged()
    strip.data.set(data, used)
    used += data.length
  }
  if (!strip || used !== strip.data.length) throw damaged()
  return encodeAnimation(strip, plan.encode)
}

/**
 * The frames of an animation after all passes, before any encoding. Each runs by itself, because sharp
 * knows of pages in few places: a scaling would mix the last rows of one with the first of the next.
 */
export async function* executePages(plan: ImagePlan, { source, images }: Inputs): AsyncGenerator<Raw> {
  const { decode, cost } = plan
  const overlays = await overlaysOf(plan, images, executeRaw)
  for await (const frame of frames(source, decode, (4 * cost.decodedPixels) / decode.pages)) {
    const page = await runPasses(plan.passes, frame, overlays)
    checkSize(plan, page)
    yield page
  }
}

/** The pixels that a plan makes, before any encoding. */
async function executeRaw(plan: ImagePlan, file: Uint8Array): Promise<Raw> {
  const source = await load(file, plan.decode, plan.cost.decodedPixels)
  const picture = await runPasses(plan.passes, source, new Map())
  const raw = await runPass({ kind: 'sharp', steps: [] }, picture, new Map())
  checkSize(plan, raw)
  return raw
}

async function runPasses<P extends Picture>(
  passes: readonly Pass[],
  source: P,
  overlays: Overlays,
): Promise<P | Raw> {
  let picture: P | Raw = source
  for (const pass of passes) picture = await runPass(pass, picture, overlays)
  return picture
}

/** A header and a decoder may disagree about a damaged file. */
function checkSize({ canvas }: ImagePlan, made: { readonly width: number; readonly height: number }): void {
  if (made.width !== canvas.width || made.height !== canvas.height) throw damaged()
}
