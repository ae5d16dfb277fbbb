import {
  createOperation,
  type ExpandedProcess,
  type Fields,
  GrammarError,
  type ImageStage,
  type Operation,
  type OperationDefinition,
  type OperationName,
  operations,
  type Parameter,
} from '@ossimg/grammar'
import type { ImageFormat, ImageMetadata, Orientation } from '../src/metadata.ts'

/** Numbers in [0, 1). */
export type Random = () => number

/** What processes may ask for. */
export interface Demands {
  /** Numbers are no larger than this, unless their smallest value is. */
  readonly largest: number
  /** Keys of images to draw. */
  readonly images: readonly [string, ...string[]]
  readonly texts: readonly [string, ...string[]]
  /** May a report end the process? */
  readonly reports: boolean
  /** Operations to choose from. Default: all. */
  readonly only?: readonly OperationName[]
}

/** A whole number from `low` to `high`, both included. */
export function integer(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1))
}

/** One of some values. */
export function pick<Value>(random: Random, values: readonly [Value, ...Value[]]): Value {
  return values[integer(random, 0, values.length - 1)] ?? values[0]
}

/** Small numbers as often as large ones, and the ends more often than others. */
function spread(random: Random, low: number, high: number): number {
  if (random() < 0.15) return random() < 0.5 ? low : high
  const reach = Math.min(high - low, pick(random, [4, 40, 400, 4000, Number.POSITIVE_INFINITY]))
  return integer(random, low, low + reach)
}

function anyValue(random: Random, parameter: Parameter, demands: Demands): unknown {
  switch (parameter.kind) {
    case 'integer': {
      const { min, max } = parameter
      return spread(random, min, Math.max(min, Math.min(max, demands.largest)))
    }
    case 'choice':
      return pick(random, [parameter.default ?? '', ...parameter.values].filter(Boolean) as [string])
    case 'flag':
      return random() < 0.5
    case 'color':
      return pick(random, ['000000', 'FFFFFF', 'FF8000'])
    case 'text':
      return pick(random, (parameter.values ?? demands.texts) as [string])
    case 'image': {
      const key = pick(random, demands.images)
      if (random() < 0.5) return { key }
      const prepare = () => anyOperation(random, (definition) => definition.inMark, demands, true)
      return { key, process: { actions: Array.from({ length: integer(random, 1, 3) }, prepare) } }
    }
  }
}

/** What is required, and half of the rest. */
function anyInput(
  random: Random,
  fields: Fields,
  demands: Demands,
  inMark: boolean,
): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind === 'group') {
      if (random() < 0.5) input[name] = anyInput(random, field.members, demands, inMark)
      continue
    }
    if (field.onlyInMark && !inMark) continue
    if (field.presence === 'required' || random() < 0.5) input[name] = anyValue(random, field, demands)
  }
  return input
}

const DEFINITIONS: readonly OperationDefinition[] = Object.values(operations)

/** An operation of one of the definitions that `fits`; none is known here by its name. */
function anyOperation(
  random: Random,
  fits: (definition: OperationDefinition) => boolean,
  demands: Demands,
  inMark = false,
): Operation {
  const definitions = DEFINITIONS.filter(fits)
  for (;;) {
    const definition = definitions[integer(random, 0, definitions.length - 1)]
    if (!definition) throw new Error('no operation fits')
    try {
      const input = anyInput(random, definition.fields, demands, inMark)
      return createOperation(definition.name as Operation['type'], input as never)
    } catch (error) {
      // Of several parameters one must be there, which only the definition knows.
      if (!(error instanceof GrammarError && error.code === 'MissingArgument')) throw error
    }
  }
}

/** A process of one or two stages with one to five operations each. */
export function randomProcess(random: Random, demands: Demands): ExpandedProcess {
  const { only } = demands
  const fits = ({ alone, name }: OperationDefinition) =>
    !alone && (only?.includes(name as OperationName) ?? true)
  const makesPicture = () => anyOperation(random, fits, demands)
  const stage = (): ImageStage => ({
    type: 'image',
    actions: Array.from({ length: integer(random, 1, 5) }, makesPicture),
  })
  const stages = random() < 0.8 ? [stage()] : [stage(), stage()]
  if (!demands.reports || random() < 0.95) return { stages }
  const report: ImageStage = { type: 'image', actions: [anyOperation(random, ({ alone }) => alone, demands)] }
  return { stages: random() < 0.5 ? [report] : [...stages.slice(0, 1), report] }
}

const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8] as const satisfies readonly Orientation[]

const FORMATS = ['jpg', 'png', 'webp', 'gif', 'bmp', 'tiff', 'heic', 'avif'] as const

/** What the header of any picture may say, sides of 1 to 30,000 px. */
export function randomMetadata(random: Random): ImageMetadata {
  const format = pick<ImageFormat>(random, FORMATS)
  const animates = format === 'gif' || format === 'webp'
  const pages = animates && random() < 0.5 ? integer(random, 2, 20) : 1
  return {
    format,
    width: spread(random, 1, 30_000),
    height: spread(random, 1, 30_000),
    pages,
    orientation: format === 'gif' || format === 'bmp' || random() < 0.5 ? 1 : pick(random, ORIENTATIONS),
    alpha: format !== 'jpg' && random() < 0.5,
    bytes: spread(random, 1, 20 * 1024 * 1024),
    ...(random() < 0.2 ? { converted: true } : {}),
    ...(pages > 1 ? { animation: { delays: Array.from({ length: pages }, () => 100), loop: 0 } } : {}),
    ...(format === 'jpg' && random() < 0.9 ? { quality: integer(random, 1, 100) } : {}),
  }
}
