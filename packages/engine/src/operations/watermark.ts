import { type Operation, textId } from '@ossimg/grammar'
import type { Canvas } from '../canvas.ts'
import { clipped, type Position, type Size, thirdsOf } from '../geometry.ts'
import type { Mark } from '../step.ts'
import { type Lower, type LowerContext, oneStep, withoutSteps } from './lower.ts'

type Watermark = Operation<'watermark'>

/** Source: OSS, "Image watermarks". */
export const watermark: Lower<'watermark'> = (operation, canvas, context) => {
  if (operation.opacity === 0) return withoutSteps(canvas)
  const box = arrange(operation, subjectsOf(operation, canvas, context))
  const marks = box.parts.flatMap((part) => {
    const placed = operation.fill ? tiled(operation, canvas, box, part) : single(operation, canvas, box, part)
    return placed ? [{ ...part.subject, opacity: operation.opacity, ...placed }] : []
  })
  if (marks.length === 0) return withoutSteps(canvas)
  return oneStep({ type: 'overlay', marks, alpha: canvas.alpha }, { ...canvas, marked: true })
}

type Subject =
  | Pick<Extract<Mark, { text: unknown }>, 'text'>
  | Pick<Extract<Mark, { image: unknown }>, 'image' | 'plan'>

interface Part extends Position {
  readonly subject: Subject
  readonly size: Size
}

/** Text and image side by side, each with its place in the box that holds both. */
interface Arrangement extends Size {
  readonly parts: readonly Part[]
}

/** What is drawn, from left to right. */
function subjectsOf(
  { text, image, order }: Watermark,
  canvas: Canvas,
  { texts, planMark }: LowerContext,
): { subject: Subject; size: Size }[] {
  const subjects: { subject: Subject; size: Size }[] = []
  if (image) {
    const { size, plan } = planMark(image, canvas)
    subjects.push({ subject: { image: image.key, plan }, size })
  }
  if (text) {
    const size = texts[textId(text)]
    if (!size) throw new TypeError(`the size of the text ${JSON.stringify(text.content)} was not measured`)
    subjects.push({ subject: { text }, size })
  }
  return order === 'image-first' ? subjects : subjects.reverse()
}

function arrange(
  { align, interval }: Watermark,
  subjects: readonly { subject: Subject; size: Size }[],
): Arrangement {
  const height = Math.max(...subjects.map(({ size }) => size.height))
  const parts: Part[] = []
  let left = 0
  for (const { subject, size } of subjects) {
    const free = height - size.height
    const top = align === 'top' ? 0 : align === 'middle' ? Math.floor(free / 2) : free
    parts.push({ subject, size, left, top })
    left += size.width + interval
  }
  return { parts, width: left - interval, height }
}

type Placement = Pick<Mark, 'left' | 'top' | 'clip' | 'tile'>

/** A part drawn once, cut where it overhangs; undefined when nothing of it lies on the canvas. */
function single(operation: Watermark, canvas: Size, box: Size, part: Part): Placement | undefined {
  const corner = position(operation, canvas, box)
  return clippedTo(canvas, { left: corner.left + part.left, top: corner.top + part.top }, part.size, null)
}

/** The box over and over from the top left corner; position and offsets have no say. */
function tiled({ padX, padY }: Watermark, canvas: Size, box: Size, part: Part): Placement | undefined {
  const tile = {
    width: Math.min(box.width + padX, canvas.width),
    height: Math.min(box.height + padY, canvas.height),
  }
  return clippedTo(tile, part, part.size, tile)
}

function clippedTo(
  canvas: Size,
  { left, top }: Position,
  size: Size,
  tile: Size | null,
): Placement | undefined {
  const visible = clipped(canvas, { left, top, ...size })
  if (!visible) return undefined
  const clip = { ...visible, left: visible.left - left, top: visible.top - top }
  return { left: visible.left, top: visible.top, clip, tile }
}

/** Where the top left corner of the box stands; it may lie outside. */
function position({ gravity, x, y, voffset }: Watermark, canvas: Size, box: Size): Position {
  const [across, down] = thirdsOf(gravity)
  const place = (third: typeof across, free: number, offset: number, shift: number) =>
    third === 'start' ? offset : third === 'end' ? free - offset : Math.floor(free / 2) + shift
  return {
    left: place(across, canvas.width - box.width, x, 0),
    top: place(down, canvas.height - box.height, y, voffset),
  }
}
