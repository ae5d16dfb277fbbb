import type { OverlayOptions } from 'sharp'
import { cut, inCell, withOpacity } from './pixels/mark.ts'
import type { Mark } from './step.ts'
import { renderText } from './text.ts'

/** A mark as sharp composites it: cut to what is seen, with its opacity, as raw pixels. */
export async function overlayOf(mark: Mark): Promise<OverlayOptions> {
  if (!('text' in mark)) throw new TypeError(`the plan draws the image ${mark.image}, which is not supported`)
  const drawn = withOpacity(cut(await renderText(mark.text), mark.clip), mark.opacity)
  const { data, width, height } = mark.tile ? inCell(drawn, mark.tile) : drawn
  const placed = {
    input: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    raw: { width, height, channels: 4 as const },
  }
  if (mark.tile) return { ...placed, tile: true, gravity: 'northwest' }
  return { ...placed, left: mark.left, top: mark.top }
}
