import {
  byteLength,
  createOperation,
  type ExpandedProcess,
  type Fields,
  GrammarError,
  type ImageStage,
  type Operation,
  type OperationDefinition,
  operations,
  type Parameter,
} from '@ossimg/grammar'
import fc from 'fast-check'
import type { ImageMetadata, Orientation } from '../src/metadata.ts'

/** How large numbers may become; what the definition demands goes before it. */
interface Bounds {
  readonly largest: number
}

function anyValue(parameter: Parameter, { largest }: Bounds): fc.Arbitrary<unknown> {
  switch (parameter.kind) {
    case 'integer': {
      const { min } = parameter
      const max = Math.max(min, Math.min(parameter.max, largest))
      return fc.oneof(fc.constantFrom(min, max), fc.integer({ min, max }))
    }
    case 'choice':
      return fc.constantFrom(...parameter.values)
    case 'flag':
      return fc.boolean()
    case 'color':
      return fc.constantFrom('000000', 'FFFFFF', 'FF8000')
    case 'text': {
      if (parameter.values) return fc.constantFrom(...parameter.values)
      const { maxBytes = Number.POSITIVE_INFINITY } = parameter
      return fc.string({ maxLength: 12 }).filter((text) => text !== '' && byteLength(text) <= maxBytes)
    }
  }
}

/** What is required, and some of the rest. */
function anyInput(fields: Fields, bounds: Bounds): fc.Arbitrary<Record<string, unknown>> {
  const values: Record<string, fc.Arbitrary<unknown>> = {}
  const requiredKeys: string[] = []
  for (const [name, field] of Object.entries(fields)) {
    values[name] = field.kind === 'group' ? anyInput(field.members, bounds) : anyValue(field, bounds)
    if (field.kind !== 'group' && field.presence === 'required') requiredKeys.push(name)
  }
  return fc.record(values, { requiredKeys, noNullPrototype: true })
}

/** The operation of `input`; undefined where the definition misses one of several parameters. */
function built(definition: OperationDefinition, input: Record<string, unknown>): Operation | undefined {
  try {
    return createOperation(definition.name as Operation['type'], input as never)
  } catch (error) {
    if (error instanceof GrammarError && error.code === 'MissingArgument') return undefined
    throw error
  }
}

const definitions: readonly OperationDefinition[] = Object.values(operations)

/** Any operation that the definitions allow: the generator knows none by name. */
function anyOperation(alone: boolean, bounds: Bounds): fc.Arbitrary<Operation> {
  const chosen = definitions.filter((definition) => (definition.alone ?? false) === alone)
  const arbitraries = chosen.map((definition) =>
    anyInput(definition.fields, bounds)
      .map((input) => built(definition, input))
      .filter((operation) => operation !== undefined),
  )
  return fc.oneof(...arbitraries)
}

function anyStage(bounds: Bounds, maxLength: number): fc.Arbitrary<ImageStage> {
  return fc
    .array(anyOperation(false, bounds), { minLength: 1, maxLength })
    .map((actions) => ({ type: 'image', actions }))
}

/** Any process that makes a picture. */
export function anyPicture(bounds: Bounds): fc.Arbitrary<ExpandedProcess> {
  return fc.array(anyStage(bounds, 4), { minLength: 1, maxLength: 2 }).map((stages) => ({ stages }))
}

/** Any process at all. */
export function anyProcess(bounds: Bounds): fc.Arbitrary<ExpandedProcess> {
  const report = anyOperation(true, bounds).map(
    (action): ImageStage => ({ type: 'image', actions: [action] }),
  )
  return fc
    .tuple(fc.array(anyStage(bounds, 4), { maxLength: 2 }), fc.option(report, { freq: 6 }))
    .map(([stages, last]) => ({ stages: last ? [...stages, last] : stages }))
    .filter(({ stages }) => stages.length > 0)
}

const side = fc.oneof(
  fc.constantFrom(1, 2, 30_000),
  fc.integer({ min: 1, max: 600 }),
  fc.integer({ min: 1, max: 30_000 }),
)

const orientations: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8]

/** Any picture of a format that is processed, within the limits of a source. */
export const anySource: fc.Arbitrary<ImageMetadata> = fc
  .record({
    format: fc.constantFrom('jpg', 'png', 'webp'),
    width: side,
    height: side,
    orientation: fc.constantFrom(...orientations),
    alpha: fc.boolean(),
    quality: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
  })
  .filter(({ width, height }) => width * height <= 250_000_000)
  .map(({ format, quality, alpha, ...rest }) =>
    format === 'jpg'
      ? { ...rest, format, alpha: false, pages: 1, bytes: 1000, ...(quality ? { quality } : {}) }
      : { ...rest, format, alpha, pages: 1, bytes: 1000 },
  )
