import { type Operation, textId } from '@ossimg/grammar'
import { clipped, type Position, type Size, thirdsOf } from '../geometry.ts'
import type { Mark } from '../step.ts'
import { type Lower, oneStep, withoutSteps } from './lower.ts'

type Watermark = Operation<'watermark'>

/** Source: OSS, "Image watermarks". */
export const watermark: Lower<'watermark'> = (operation, canvas, { texts }) => {
  const { text, opacity } = operation
  if (!text || opacity === 0) return withoutSteps(canvas)
  const size = texts[textId(text)]
  if (!size) throw new TypeError(`the size of the text ${JSON.stringify(text.content)} was not measured`)
  const placed = operation.fill ? tiled(operation, canvas, size) : single(operation, canvas, size)
  if (!placed) return withoutSteps(canvas)
  const { alpha } = canvas
  return oneStep(
    { type: 'overlay', marks: [{ text, opacity, ...placed }], alpha },
    { ...canvas, marked: true },
  )
}

type Placement = Pick<Mark, 'left' | 'top' | 'clip' | 'tile'>

/** One mark, cut where it overhangs; undefined when nothing of it lies on the canvas. */
function single(operation: Watermark, canvas: Size, mark: Size): Placement | undefined {
  const { left, top } = position(operation, canvas, mark)
  const visible = clipped(canvas, { left, top, ...mark })
  if (!visible) return undefined
  const clip = { ...visible, left: visible.left - left, top: visible.top - top }
  return { left: visible.left, top: visible.top, clip, tile: null }
}

/** The mark over and over from the top left corner; position and offsets have no say. */
function tiled({ padX, padY }: Watermark, canvas: Size, mark: Size): Placement | undefined {
  const clip = clipped(canvas, { left: 0, top: 0, ...mark })
  const tile = {
    width: Math.min(mark.width + padX, canvas.width),
    height: Math.min(mark.height + padY, canvas.height),
  }
  return clip && { left: 0, top: 0, clip, tile }
}

/** Where the mark's top left corner stands; it may lie outside. */
function position({ gravity, x, y, voffset }: Watermark, canvas: Size, mark: Size): Position {
  const [across, down] = thirdsOf(gravity)
  const place = (third: typeof across, free: number, offset: number, shift: number) =>
    third === 'start' ? offset : third === 'end' ? free - offset : Math.floor(free / 2) + shift
  return {
    left: place(across, canvas.width - mark.width, x, 0),
    top: place(down, canvas.height - mark.height, y, voffset),
  }
}
