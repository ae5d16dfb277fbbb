import type { Operation } from '@ossimg/grammar'
import { type Canvas, resized } from '../canvas.ts'
import {
  type Box,
  centered,
  cover,
  fitInside,
  type Region,
  type Size,
  sameSize,
  scaledBy,
} from '../geometry.ts'
import { type Limits, tooLarge } from '../limits.ts'
import type { Resampling } from '../step.ts'
import {
  followedBy,
  type Lower,
  type Lowered,
  oneStep,
  type ResamplingPolicy,
  withoutSteps,
} from './lower.ts'

type Resize = Operation<'resize'>

/** Source: OSS, "Resize images". */
export const resize: Lower<'resize'> = (operation, canvas, { limits, resampling, main }) => {
  const target = targetOf(operation, canvas, main)
  if (target.asked) checkSize(target.asked, 1, limits)
  const enlarges = target.size.width > canvas.width || target.size.height > canvas.height
  // A gif is never enlarged, whatever is asked.
  const forbidden = canvas.format === 'gif' || (operation.limit && !target.inPercent)
  if (enlarges && forbidden) return withoutSteps(canvas)
  checkSize(target.size, canvas.pages, limits)
  if (target.finish === 'cut' && Math.max(target.scaled.width, target.scaled.height) > LARGEST_INTERMEDIATE)
    return scaleWindow(canvas, target)
  const scaled = scale(canvas, target.scaled, resampling)
  switch (target.finish) {
    case 'cut':
      return followedBy(scaled, (current) => cut(current, centeredRegion(current, target.size)))
    case 'fill up':
      return followedBy(scaled, (current) => fillUp(current, target.size, operation.color))
    case 'none':
      return scaled
  }
}

interface Target {
  /** The size that scaling makes. */
  readonly scaled: Size
  /** The size at the end. */
  readonly size: Size
  readonly finish: 'none' | 'cut' | 'fill up'
  /** The canvas that was asked for with both sides, which must be within the limits even if `limit` forbids it. */
  readonly asked?: Size
  /** A percentage may enlarge whatever `limit` says. */
  readonly inPercent?: true
}

function targetOf(operation: Resize, canvas: Canvas, main: Size | undefined): Target {
  const { mode, percent, mainPercent } = operation
  const box = boxOf(operation, canvas)
  if (!box) {
    const share = main && mainPercent !== undefined ? scaledBy(main, mainPercent) : undefined
    const size = share ? fitInside(canvas, share) : scaledBy(canvas, percent ?? 100)
    return { scaled: size, size, finish: 'none', inPercent: true }
  }
  if (mode === 'lfit' || mode === 'mfit') {
    const size = mode === 'lfit' ? fitInside(canvas, box) : cover(canvas, box)
    return { scaled: size, size, finish: 'none' }
  }
  const side = box.width ?? box.height ?? 1
  const size = { width: box.width ?? side, height: box.height ?? side }
  const asked = box.width !== undefined && box.height !== undefined ? { asked: size } : {}
  switch (mode) {
    case 'fixed':
      return { scaled: size, size, finish: 'none', ...asked }
    case 'fill':
      return { scaled: cover(canvas, size), size, finish: 'cut', ...asked }
    case 'pad':
      return { scaled: fitInside(canvas, size), size, finish: 'fill up', ...asked }
  }
}

/** The box that the keys ask for; undefined when the percentage decides. `w` and `h` hide `l` and `s`. */
function boxOf(operation: Resize, canvas: Canvas): Box | undefined {
  const { mode, width, height, longSide, shortSide } = operation
  if (width !== undefined || height !== undefined) return { width, height }
  if (longSide === undefined && shortSide === undefined) return undefined
  const lies = canvas.width >= canvas.height
  if (longSide !== undefined && shortSide !== undefined)
    return lies ? { width: longSide, height: shortSide } : { width: shortSide, height: longSide }
  // One of them under `m_mfit` stands for both.
  if (mode === 'mfit') return { width: longSide ?? shortSide, height: longSide ?? shortSide }
  return lies === (longSide !== undefined)
    ? { width: longSide ?? shortSide }
    : { height: longSide ?? shortSide }
}

function checkSize({ width, height }: Size, pages: number, limits: Limits): void {
  if (Math.max(width, height) > limits.resizedSide)
    throw tooLarge(
      `A side of the resized image is longer than ${limits.resizedSide}: ${width} x ${height}.`,
      '07',
    )
  if (width * height > limits.resizedPixels)
    throw tooLarge(
      `The resized image has more than ${limits.resizedPixels} pixels: ${width} x ${height}.`,
      '07',
    )
  // An animation is as large as all its frames, and so must not grow beyond what a source may be.
  if (width * height * pages > limits.sourcePixels)
    throw tooLarge(
      `The resized image has more than ${limits.sourcePixels} pixels: ${width} x ${height} x ${pages}.`,
      '07',
    )
}

/** Up to so many pixels exact averaging costs less than decoding them. */
const SMALL_PICTURE = 512 * 512

function resamplingFor(canvas: Canvas, size: Size, policy: ResamplingPolicy): Resampling {
  const reduces = size.width <= canvas.width && size.height <= canvas.height
  if (!reduces || policy === 'fast') return 'fast'
  if (policy === 'area') return 'area'
  return canvas.pages === 1 && canvas.width * canvas.height <= SMALL_PICTURE ? 'area' : 'fast'
}

function scale(canvas: Canvas, size: Size, policy: ResamplingPolicy): Lowered {
  if (sameSize(canvas, size)) return withoutSteps(canvas)
  const { width, height } = size
  const resampling = resamplingFor(canvas, size, policy)
  return oneStep({ type: 'scale', width, height, resampling }, resized(canvas, size))
}

function centeredRegion(canvas: Size, size: Size): Region {
  return { ...centered(canvas, size), width: size.width, height: size.height }
}

function cut(canvas: Canvas, region: Region): Lowered {
  if (sameSize(canvas, region)) return withoutSteps(canvas)
  return oneStep({ type: 'extract', region }, resized(canvas, region))
}

/** A picture of extreme shape that covers a box may be scaled to far more than libvips can address. */
const LARGEST_INTERMEDIATE = 1_000_000

/** Pixels beyond its target that a cubic kernel looks at, and one for rounding. */
const KERNEL_MARGIN = 3

/** Scales only the part of the picture that the cut will keep, with the neighbours that its edges need. */
function scaleWindow(canvas: Canvas, { scaled, size }: Target): Lowered {
  const across = windowOf(canvas.width, scaled.width, size.width)
  const down = windowOf(canvas.height, scaled.height, size.height)
  const window = { left: across.start, top: down.start, width: across.length, height: down.length }
  const enlarged = { width: across.scaled, height: down.scaled }
  const kept = { left: across.offset, top: down.offset, ...size }
  return followedBy(
    followedBy(cut(canvas, window), (current) => scale(current, enlarged, 'fast')),
    (current) => cut(current, kept),
  )
}

/** Along one side: the part of the source that the middle `kept` of its `scaled` pixels come from. */
function windowOf(source: number, scaled: number, kept: number) {
  const factor = scaled / source
  const first = Math.floor((scaled - kept) / 2)
  const start = Math.max(0, Math.floor(first / factor) - KERNEL_MARGIN)
  const end = Math.min(source, Math.ceil((first + kept) / factor) + KERNEL_MARGIN)
  const length = end - start
  const scaledLength = Math.max(kept, Math.round(length * factor))
  const offset = Math.min(scaledLength - kept, Math.max(0, Math.round(first - start * factor)))
  return { start, length, scaled: scaledLength, offset }
}

function fillUp(canvas: Canvas, size: Size, color: string): Lowered {
  if (sameSize(canvas, size)) return withoutSteps(canvas)
  const { left, top } = centered(size, canvas)
  const right = size.width - canvas.width - left
  const bottom = size.height - canvas.height - top
  return oneStep({ type: 'extend', left, top, right, bottom, color }, resized(canvas, size))
}
