import {
  definitionOf,
  encodeBase64,
  type Fields,
  type MarkImage,
  type Operation,
  type OperationDefinition,
  type Parameter,
  type Process,
  type SaveAs,
  stringify,
} from '../src/index.ts'

/** Chance as a function, so that a seed repeats it: a number in [0,1). */
export type Chance = () => number

/** The generator "mulberry32": small, and good enough to choose spellings. */
export function chanceFrom(seed: number): Chance {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * One of the many strings that stand for `process`: keys in any order, defaults written or left out, keys
 * written twice or without effect, empty segments, leading zeros, base64 with padding and either alphabet,
 * and any character percent-encoded.
 */
export function spelled({ stages, saveAs }: Process, chance: Chance): string {
  const texts = stages.map((stage) =>
    stage.type === 'style' ? `style/${stage.name}` : spelledActions(stage.actions, chance),
  )
  if (saveAs) texts.push(spelledTarget(saveAs, chance))
  return percentEncoded(texts.join('|'), chance)
}

/** Nothing encoded but the sign itself, or a few characters, or all. */
function percentEncoded(text: string, chance: Chance): string {
  const choice = chance()
  if (choice < 0.6) return text.replaceAll('%', '%25')
  const share = choice < 0.9 ? 0.05 : 1
  return [...text].map((point) => (point === '%' || chance() < share ? escaped(point) : point)).join('')
}

/** The bytes of a character as escapes, also where no URL needs them. */
function escaped(point: string): string {
  if (point > '\x7f') return encodeURIComponent(point)
  return `%${point.charCodeAt(0).toString(16).padStart(2, '0')}`
}

function spelledActions(actions: readonly Operation[], chance: Chance): string {
  const [first, ...rest] = actions.map((action) => spelledOperation(action, chance))
  const slashes = () => (chance() < 0.1 ? '//' : '/')
  return `image/${first}${rest.map((text) => slashes() + text).join('')}${chance() < 0.1 ? '/' : ''}`
}

function spelledOperation(operation: Operation, chance: Chance): string {
  const definition = definitionOf(operation.type)
  if (!definition) throw new Error(`no definition of ${operation.type}`)
  const tokens = tokensOf(definition, operation, chance)
  if (chance() < 0.1) tokens.splice(chance() * (tokens.length + 1), 0, '')
  return [operation.type, ...tokens].join(',')
}

function tokensOf(definition: OperationDefinition, operation: Operation, chance: Chance): string[] {
  const values = operation as unknown as Readonly<Record<string, unknown>>
  if (definition.syntax === 'flag') return chance() < 0.1 ? ['x_1', 'y'] : []
  const written = writtenValues(definition.fields, values, chance)
  if (definition.syntax === 'bare') return written.map(([parameter, value]) => text(parameter, value, chance))
  const tokens = shuffled(written, chance).flatMap((one) => keyedTokens(definition, one, chance))
  const ignored = definition.ignored
    .filter(() => chance() < 0.3)
    .map((key) => `${key}_${'x_='.slice(chance() * 3)}`)
  return [...ignored, ...tokens]
}

/** What must be written, and some of what need not be because it is the default. */
function writtenValues(
  fields: Fields,
  values: Readonly<Record<string, unknown>>,
  chance: Chance,
): (readonly [Parameter, unknown])[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const value = values[name]
    if (value === undefined) return []
    if (field.kind === 'group')
      return writtenValues(field.members, value as Readonly<Record<string, unknown>>, chance)
    return value === field.default && chance() < 0.7 ? [] : [[field, value] as const]
  })
}

/** `key_value`, sometimes after another value that it replaces. */
function keyedTokens(
  { fields, bareKey }: OperationDefinition,
  [parameter, value]: readonly [Parameter, unknown],
  chance: Chance,
): string[] {
  const key = parameter.alias !== undefined && chance() < 0.3 ? parameter.alias : parameter.key
  const written = text(parameter, value, chance)
  const bare = bareKey && fields[bareKey.field] === parameter && chance() < 0.5
  const earlier =
    chance() < 0.1 ? [`${parameter.key}_${text(parameter, anotherValue(parameter), chance)}`] : []
  return [...earlier, bare ? written : `${key}_${written}`]
}

function anotherValue(parameter: Parameter): unknown {
  switch (parameter.kind) {
    case 'integer':
      return parameter.max
    case 'choice':
      return parameter.values[0]
    case 'flag':
      return true
    case 'color':
      return 'ABCDEF'
    case 'text':
      return parameter.values ? parameter.values[0] : 'another'
    case 'image':
      return { key: 'another.png' }
  }
}

function text(parameter: Parameter, value: unknown, chance: Chance): string {
  switch (parameter.kind) {
    case 'integer':
      return String(value).replace(/\d+/, (digits) => (chance() < 0.1 ? `00${digits}` : digits))
    case 'choice':
      return parameter.write(value as string)
    case 'flag':
      return value ? '1' : '0'
    case 'color':
      return chance() < 0.3 ? String(value).toLowerCase() : String(value)
    case 'text':
      return base64(String(value), chance)
    case 'image': {
      const { key, process } = value as MarkImage
      return base64(process ? `${key}?x-oss-process=${spelledActions(process.actions, chance)}` : key, chance)
    }
  }
}

function base64(plain: string, chance: Chance): string {
  const letters = chance() < 0.3 ? encodeBase64(plain).replaceAll('-', '+') : encodeBase64(plain)
  return letters + '==='.slice(chance() * 8)
}

function spelledTarget(saveAs: SaveAs, chance: Chance): string {
  // Nothing splits on a slash here, so the standard alphabet will do.
  const [, , ...tokens] = stringify({ stages: [], saveAs }).split(/[/,]/)
  const standard = tokens.map((token) => (chance() < 0.3 ? inStandardAlphabet(token) : token))
  return ['sys/saveas', ...shuffled(standard, chance)].join(',')
}

function inStandardAlphabet(token: string): string {
  const [key, ...letters] = token.split('_')
  return `${key}_${letters.join('/').replaceAll('-', '+')}`
}

function shuffled<Item>(items: readonly Item[], chance: Chance): Item[] {
  return items
    .map((item) => [chance(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item)
}
