import type { Size } from './geometry.ts'
import type { Step } from './step.ts'

/** Size and alpha of the picture between two steps. */
export interface Surface extends Size {
  readonly alpha: boolean
}

/** A step with the picture it starts from and the one it makes. */
export interface PlannedStep {
  readonly step: Step
  readonly before: Surface
  readonly after: Surface
}

/** `sharp`: one libvips pipeline. `pixels`: our own work on the raw picture. */
export interface Pass {
  readonly kind: 'sharp' | 'pixels'
  readonly steps: readonly Step[]
}

export interface CutOptions {
  /** Default: `mayJoin`. */
  readonly joins?: Joins
  /** Are the samples of the source converted when decoded? sharp does so at the end of its pipeline. */
  readonly converted?: boolean
}

/** Steps that move samples and do not care what they mean. */
const MOVES: ReadonlySet<Step['type']> = new Set(['orient', 'extract', 'scale', 'turn'])

/** A pass under construction. */
interface OpenPass {
  readonly kind: Pass['kind']
  readonly planned: readonly PlannedStep[]
}

/** Decides whether a step may run in the same pipeline as those before it, and still come after them. */
export type Joins = (pass: readonly PlannedStep[], next: PlannedStep) => boolean

/**
 * Cuts steps into the fewest passes that keep their order. A sharp pipeline has an order of its own,
 * whatever the order of the calls, so a step joins a pass only while its stage is still ahead; between
 * passes there are raw pixels.
 */
export function cutPasses(
  steps: readonly PlannedStep[],
  { joins = mayJoin, converted = false }: CutOptions = {},
): Pass[] {
  const passes: OpenPass[] = []
  for (const next of composeNeighbours(steps)) {
    const kind = kindOf(next)
    const seesSamples = converted && passes.length <= 1 && kind === 'sharp' && !MOVES.has(next.step.type)
    if (seesSamples && passes.length === 0) passes.push({ kind, planned: [] })
    const current = passes[passes.length - 1]
    const together = kind === 'pixels' || (!seesSamples && joins(current?.planned ?? [], next))
    const joined = current?.kind === kind && together
    if (joined) passes[passes.length - 1] = { kind, planned: [...current.planned, next] }
    else passes.push({ kind, planned: [next] })
  }
  return passes.map(({ kind, planned }) => ({ kind, steps: planned.map(({ step }) => step) }))
}

/** Bytes of raw pixels handed from pass to pass, and from a last `pixels` pass to the encoder. */
export function handedOver(steps: readonly PlannedStep[], passes: readonly Pass[]): number {
  const composed = composeNeighbours(steps)
  let bytes = 0
  let done = 0
  for (const [index, pass] of passes.entries()) {
    const start = composed[0]?.before
    if (index === 0 && pass.kind === 'pixels' && start) bytes += rawBytes(start)
    done += pass.steps.length
    const last = index === passes.length - 1
    // A first pass may do no more than decode.
    const made = done === 0 ? start : composed[done - 1]?.after
    if ((!last || pass.kind === 'pixels') && made) bytes += rawBytes(made)
  }
  return bytes
}

/** Bytes of a picture as raw pixels. */
export function rawBytes({ width, height, alpha }: Surface): number {
  return width * height * (alpha ? 4 : 3)
}

function kindOf({ step, before }: PlannedStep): Pass['kind'] {
  switch (step.type) {
    case 'scale':
      return step.resampling === 'area' ? 'pixels' : 'sharp'
    case 'mask':
      // sharp can add an alpha channel, but not multiply one, and corners are cheapest painted in place.
      return before.alpha || step.background !== null ? 'pixels' : 'sharp'
    case 'blur':
      // sharp premultiplies in whole numbers before it blurs.
      return before.alpha && step.precision === 'exact' ? 'pixels' : 'sharp'
    default:
      return 'sharp'
  }
}

/** Joins neighbours that are one step: a cut of a cut is a cut, marks upon marks are a list of marks. */
function composeNeighbours(steps: readonly PlannedStep[]): PlannedStep[] {
  const composed: PlannedStep[] = []
  for (const next of steps) {
    const last = composed[composed.length - 1]
    const step = last && composition(last, next)
    if (step) composed[composed.length - 1] = { step, before: last.before, after: next.after }
    else composed.push(next)
  }
  return composed
}

function composition(one: PlannedStep, other: PlannedStep): Step | undefined {
  const [first, second] = [one.step, other.step]
  if (first.type === 'mask' && second.type === 'flatten' && !one.before.alpha)
    return { ...first, background: second.color }
  // The stage that rounds an exact blur adds whole levels at no cost; with alpha sharp does not do it.
  if (first.type === 'blur' && second.type === 'linear' && second.multiply === 1 && !one.before.alpha)
    return first.precision === 'exact' && first.add === undefined ? { ...first, add: second.add } : undefined
  if (first.type === 'extract' && second.type === 'extract') {
    const { left, top } = first.region
    const region = { ...second.region, left: left + second.region.left, top: top + second.region.top }
    return { type: 'extract', region }
  }
  if (first.type === 'overlay' && second.type === 'overlay')
    return { ...second, marks: [...first.marks, ...second.marks] }
  return undefined
}

/** Is it a step that turns the picture, by quarters or freely? */
function turns({ step }: PlannedStep): boolean {
  return step.type === 'turn' || step.type === 'rotate'
}

/** vips premultiplies for a free rotation by itself, so nothing else of the pass may have done so. */
function rotatesAlpha({ step, before }: PlannedStep): boolean {
  return step.type === 'rotate' && before.alpha
}

function enlarges({ step, before }: PlannedStep): boolean {
  return step.type === 'scale' && (step.width > before.width || step.height > before.height)
}

/** Is there a step of this type in the pass? */
function has(pass: readonly PlannedStep[], type: Step['type']): boolean {
  return pass.some(({ step }) => step.type === type)
}

/**
 * The segment rule, clause by clause: each must allow a step to join. The first is sharp's own order of
 * work, the others are the places where its stages touch each other.
 */
export const SEGMENT_RULE = {
  /** The step's stage in sharp's pipeline lies behind that of the last one. */
  stage(pass, next) {
    const last = pass[pass.length - 1]
    return !last || rankIn(pass, next.step) > rankIn(pass.slice(0, -1), last.step)
  },
  /** sharp scales before it turns the picture upright, and its enlarging shifts by half a pixel. */
  uprightFirst: (pass, next) => !enlarges(next) || !has(pass, 'orient'),
  /** sharp keeps one angle: a second turn replaces the first. */
  oneTurn: (pass, next) => !turns(next) || !pass.some(turns),
  /** A free rotation of a picture with alpha is alone. */
  alphaRotation: (pass, next) =>
    !pass.some(rotatesAlpha) && (!rotatesAlpha(next) || pass.every(({ step }) => step.type === 'orient')),
  /** sharp adds alpha for an overlay before it joins a mask, and does not premultiply for a mask's alpha. */
  maskLast: (pass, { step }) => !has(pass, 'mask') || step.type === 'extract' || step.type === 'linear',
  /** An exact blur takes sharp's linear stage to round its result, so nothing comes between them. */
  blurLast: (pass) => !pass.some(({ step }) => step.type === 'blur' && step.precision === 'exact'),
  /** On an opaque picture the overshoot of a convolution is not cut to 0 … 255 before it is multiplied. */
  clippedConvolution: (pass, { step }) => step.type !== 'linear' || !has(pass, 'convolve'),
} satisfies Readonly<Record<string, Joins>>

/** A step joins when every clause allows it. */
export const mayJoin: Joins = joinsBy(Object.values(SEGMENT_RULE))

/** The rule made of these clauses. */
export function joinsBy(clauses: readonly Joins[]): Joins {
  return (pass, next) => clauses.every((allows) => allows(pass, next))
}

/** Where `step` runs in sharp's pipeline, given the steps of the pass before it. */
function rankIn(pass: readonly PlannedStep[], step: Step): number {
  switch (step.type) {
    case 'orient':
      return -1
    case 'turn':
      // Called first it runs before the cut and the scaling, else after them.
      return pass.every((earlier) => earlier.step.type === 'orient') ? 0 : 3
    case 'extract':
      return pass.some((earlier) => earlier.step.type === 'scale') ? 6 : 1
    case 'flatten':
      return 1.5
    case 'scale':
      return 2
    case 'mask':
      return 4
    case 'rotate':
      return 5
    case 'extend':
      return 6.5
    case 'blur':
      return 7
    case 'convolve':
      return 8
    case 'overlay':
      return 9
    case 'linear':
      return 10
  }
}
