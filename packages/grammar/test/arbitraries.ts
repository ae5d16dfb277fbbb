import fc from 'fast-check'
import {
  byteLength,
  createOperation,
  encodeBase64,
  type Fields,
  GrammarError,
  type ImageStage,
  type MarkImage,
  type MarkOperation,
  type Operation,
  type OperationDefinition,
  operations,
  type Parameter,
  type Process,
  type Stage,
  type StyleStage,
  stringifyOperation,
} from '../src/index.ts'

const wellFormed = fc.string({ unit: 'binary', maxLength: 24 })

/** Any value that a parameter takes, as it stands in the tree. */
function anyValue(parameter: Parameter): fc.Arbitrary<unknown> {
  switch (parameter.kind) {
    case 'integer': {
      const { min, max } = parameter
      return fc.oneof(fc.constantFrom(min, max), fc.integer({ min, max }))
    }
    case 'choice':
      return fc.constantFrom(...parameter.values)
    case 'flag':
      return fc.boolean()
    case 'color':
      return fc
        .integer({ min: 0, max: 0xffffff })
        .map((rgb) => rgb.toString(16).padStart(6, '0').toUpperCase())
    case 'text': {
      if (parameter.values) return fc.constantFrom(...parameter.values)
      const { maxBytes = Number.POSITIVE_INFINITY } = parameter
      return wellFormed.filter((text) => text !== '' && byteLength(text) <= maxBytes)
    }
    case 'image':
      return anyMark
  }
}

/** Where an operation stands: some keys are there only for the image of a watermark. */
type Scope = 'main' | 'mark'

/** Any input for `fields`: what is required, and some of the rest. */
function anyInput(fields: Fields, scope: Scope): fc.Arbitrary<Record<string, unknown>> {
  const values: Record<string, fc.Arbitrary<unknown>> = {}
  const requiredKeys: string[] = []
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind !== 'group' && field.onlyInMark && scope === 'main') continue
    values[name] = field.kind === 'group' ? anyInput(field.members, scope) : anyValue(field)
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

/** Any operation of one definition. */
function anyOf(definition: OperationDefinition, scope: Scope): fc.Arbitrary<Operation> {
  return anyInput(definition.fields, scope)
    .map((input) => built(definition, input))
    .filter((operation) => operation !== undefined)
}

const definitions: readonly OperationDefinition[] = Object.values(operations)

/** Any operation of the definitions that `fit`. */
function anyWhere(fit: (definition: OperationDefinition) => boolean, scope: Scope): fc.Arbitrary<Operation> {
  return fc.oneof(...definitions.filter(fit).map((definition) => anyOf(definition, scope)))
}

const markActions = fc.array(
  anyWhere(({ inMark }) => inMark, 'mark'),
  { minLength: 1, maxLength: 3 },
)

/** Any image of a watermark, with and without operations of its own. */
const anyMark: fc.Arbitrary<MarkImage> = fc.record(
  {
    key: wellFormed.filter((key) => key !== '' && !key.includes('?')),
    process: fc.record({ actions: markActions as fc.Arbitrary<MarkOperation[]> }, { noNullPrototype: true }),
  },
  { requiredKeys: ['key'], noNullPrototype: true },
)

const imageStage: fc.Arbitrary<ImageStage> = fc
  .array(
    anyWhere(({ alone }) => !alone, 'main'),
    { minLength: 1, maxLength: 3 },
  )
  .map((actions) => ({ type: 'image', actions }))

const reportingStage: fc.Arbitrary<ImageStage> = anyWhere(({ alone }) => alone, 'main').map((action) => ({
  type: 'image',
  actions: [action],
}))

const styleStage: fc.Arbitrary<StyleStage> = wellFormed
  .filter((name) => name !== '' && !name.includes('|'))
  .map((name) => ({ type: 'style', name }))

const stages: fc.Arbitrary<Stage[]> = fc
  .tuple(
    fc.array(fc.oneof({ weight: 3, arbitrary: imageStage }, styleStage), { maxLength: 2 }),
    fc.oneof({ weight: 3, arbitrary: imageStage }, styleStage, reportingStage),
  )
  .map(([first, last]) => [...first, last])

const name = wellFormed.filter((text) => text !== '')
const saveAs = fc.record({ key: name, bucket: name }, { requiredKeys: ['key'], noNullPrototype: true })

/** Any process that the definitions allow: the generator knows no operation by name. */
export const anyProcess: fc.Arbitrary<Process> = fc.record(
  { stages, saveAs },
  { requiredKeys: ['stages'], noNullPrototype: true },
)

/** Characters that mean something to the grammar, and some that do not. */
const character = fc.oneof(
  fc.constantFrom(...',/|_=-+%%01259abimwstQ ', '%2C', '%7C', '%2F', '%', '图', '😀', '\ud800', '\0', ',w_'),
  fc.string({ unit: 'binary', maxLength: 3 }),
)

/** One of `texts` with a few places cut out, doubled or overwritten. */
export function mutated(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edit = fc.record({ at: fc.nat(200), cut: fc.nat(6), insert: fc.oneof(fc.constant(''), character) })
  return fc.tuple(texts, fc.array(edit, { minLength: 1, maxLength: 3 })).map(([text, edits]) =>
    edits.reduce((current, { at, cut, insert }) => {
      const start = at % (current.length + 1)
      return current.slice(0, start) + insert + current.slice(start + cut)
    }, text),
  )
}

const bytes = fc.uint8Array({ maxLength: 60 })

/** Any string, with the characters of the grammar in front of others, and any bytes, plain or as escapes. */
export const anyString: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: character, maxLength: 60 }),
  fc.array(fc.nat(0xffff), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
  bytes.map((all) => String.fromCharCode(...all)),
  bytes.map((all) => [...all].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')),
  fc.string({ unit: character, maxLength: 30 }).map((text) => `image/${text}`),
)

/** A watermark whose image is broken inside its base64: a key with operations, mutated, or any bytes. */
export const brokenMark: fc.Arbitrary<string> = fc
  .oneof(
    mutated(
      fc
        .tuple(
          wellFormed,
          fc.oneof(
            markActions,
            fc.array(
              anyWhere(() => true, 'mark'),
              { maxLength: 2 },
            ),
          ),
        )
        .map(
          ([key, actions]) =>
            `${key}?x-oss-process=${['image', ...actions.map(stringifyOperation)].join('/')}`,
        ),
    ).map(encodeBase64),
    bytes.map((all) =>
      btoa(String.fromCharCode(...all))
        .replaceAll('+', '-')
        .replaceAll('/', '_'),
    ),
  )
  .map((value) => `image/watermark,image_${value}`)
