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
export function cutPasses(steps: readonly PlannedStep[], joins: Joins = mayJoin): Pass[] {
  const passes: OpenPass[] = []
  for (const next of composeNeighbours(steps)) {
    const kind = kindOf(next.step)
    const current = passes[passes.length - 1]
    const joined = current && current.kind === kind && (kind === 'pixels' || joins(current.planned, next))
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
    if (index === 0 && pass.kind === 'pixels') bytes += rawBytes(composed[0]?.before)
    done += pass.steps.length
    const last = index === passes.length - 1
    if (!last || pass.kind === 'pixels') bytes += rawBytes(composed[done - 1]?.after)
  }
  return bytes
}

function rawBytes(surface: Surface | undefined): number {
  return surface ? surface.width * surface.height * (surface.alpha ? 4 : 3) : 0
}

function kindOf(step: Step): Pass['kind'] {
  return step.type === 'scale' && step.resampling === 'area' ? 'pixels' : 'sharp'
}

/** Joins neighbours that are one step: a cut of a cut is a cut, marks upon marks are a list of marks. */
function composeNeighbours(steps: readonly PlannedStep[]): PlannedStep[] {
  const composed: PlannedStep[] = []
  for (const next of steps) {
    const last = composed[composed.length - 1]
    const step = last && composition(last.step, next.step)
    if (step) composed[composed.length - 1] = { step, before: last.before, after: next.after }
    else composed.push(next)
  }
  return composed
}

function composition(first: Step, second: Step): Step | undefined {
  if (first.type === 'extract' && second.type === 'extract') {
    const { left, top } = first.region
    const region = { ...second.region, left: left + second.region.left, top: top + second.region.top }
    return { type: 'extract', region }
  }
  if (first.type === 'overlay' && second.type === 'overlay')
    return { ...second, marks: [...first.marks, ...second.marks] }
  return undefined
}

/**
 * The segment rule: a step joins while its stage in sharp's pipeline lies behind the last one's, with
 * the exceptions that were found where sharp's stages touch each other.
 */
export const mayJoin: Joins = (pass, next) => {
  const last = pass[pass.length - 1]
  if (!last) return true
  const rank = rankIn(pass, next.step)
  if (rank <= rankIn(pass.slice(0, -1), last.step)) return false
  return !exceptions.some((forbids) => forbids(pass, next))
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

const exceptions: readonly Joins[] = [
  // sharp scales before it turns the picture upright, and its enlarging shifts by half a pixel.
  (pass, next) => enlarges(next) && pass.some(({ step }) => step.type === 'orient'),
  // sharp keeps one angle: a second turn replaces the first.
  (pass, next) => turns(next) && pass.some(turns),
  (pass, next) => rotatesAlpha(next) && pass.some(({ step }) => step.type !== 'orient'),
  (pass) => pass.some(rotatesAlpha),
]

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
    case 'rotate':
      return 5
    case 'extend':
      return 6.5
    case 'convolve':
      return 8
    case 'overlay':
      return 9
  }
}
