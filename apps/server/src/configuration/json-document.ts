import { visit } from 'jsonc-parser'
import * as v from 'valibot'

/** One thing that is wrong in a JSON document. */
export interface JsonProblem {
  /** Where it stands: `keys[2].buckets[0]`. The document itself is `''`. */
  readonly path: string
  /** Such as `expected a bucket name, received "Photos"`. */
  readonly fault: string
  /** The value as far as it may be shown: `"Photos"`, `a list`, `nothing`. */
  readonly received: string
}

/** A document that is not what it should be, with all that is wrong in it. */
export class JsonError extends Error {
  override readonly name = 'JsonError'
  readonly problems: readonly JsonProblem[]

  constructor(problems: readonly JsonProblem[]) {
    super(problems.map(problemText).join('; '))
    this.problems = problems
  }
}

/** A problem in a line: `keys[0].access: expected one of read-write, read-only, received "read"`. */
export function problemText({ path, fault }: JsonProblem): string {
  return path === '' ? fault : `${path}: ${fault}`
}

/** A problem with what was expected and what there is. */
export function wrong(path: string, expected: string, received: string): JsonProblem {
  return { path, fault: `expected ${expected}, received ${received}`, received }
}

/** Reads a document. Throws JsonError, which for text that is no JSON tells nothing of what it holds. */
export function readJson<Value>(text: string, schema: v.GenericSchema<unknown, Value>): Value {
  const read = v.safeParse(schema, parseJson(text), { message: expectation })
  if (read.success) return read.output
  throw new JsonError(read.issues.map(problemOf))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Its error may repeat the text, in which there are secrets.
    throw new JsonError([{ path: '', fault: `no JSON${placeOfFault(text)}`, received: 'no JSON' }])
  }
}

function placeOfFault(text: string): string {
  let place = ''
  try {
    visit(
      text,
      {
        onError: (_error, _offset, _length, line, column) => {
          place ||= ` from line ${line + 1}, column ${column + 1} on`
        },
      },
      { disallowComments: true },
    )
  } catch (error) {
    // It recurses: what is nested thousands deep has no place.
    if (!(error instanceof RangeError)) throw error
  }
  return place
}

/** A text that `fits`; the schema's messages tell what is expected. */
export function text(expected: string, fits: (text: string) => boolean) {
  return v.pipe(v.string(expected), v.check(fits, expected))
}

/** One of a few texts. */
export function oneOf<const Values extends readonly string[]>(values: Values) {
  return v.picklist(values, `one of ${values.join(', ')}`)
}

// To valibot a list is an object too.
const anObject = v.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'an object',
)

/** An object with these members and no others. `v.strictObject` tells only of the first that is unknown. */
export function object<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.GenericSchema<unknown, v.InferOutput<v.ObjectSchema<Entries, undefined>>> {
  const unknown = v.never(`not known here; known are ${Object.keys(entries).join(', ')}`)
  return v.pipe(anObject, v.objectWithRest(entries, unknown, 'missing'))
}

/** The members of an object by name. `v.record` leaves out some names, such as prototype. */
export const members = v.pipe(
  anObject,
  v.transform((value) => new Map(Object.entries(value))),
)

/** What is expected where a schema has no message of its own. */
function expectation({ type, requirement, expected }: v.BaseIssue<unknown>): string {
  switch (type) {
    case 'array':
      return 'a list'
    case 'boolean':
      return 'true or false'
    case 'non_empty':
      return 'at least one item'
    case 'max_length':
      return `at most ${requirement} items`
    case 'max_size':
      return `at most ${requirement} members`
    default:
      return expected ?? type
  }
}

function problemOf(issue: v.BaseIssue<unknown>): JsonProblem {
  const path = (issue.path ?? []).reduce((parent, { key }) => memberPath(parent, key), '')
  const received = receivedText(issue)
  // Of members that are unknown or missing the message is all there is to tell.
  if (issue.type === 'never' || issue.type === 'object_with_rest')
    return { path, fault: issue.message, received }
  return wrong(path, issue.message, received)
}

/** The path of an object's member or a list's item: `buckets.photos`, `styles["a.b"]`, `keys[0]`. */
function memberPath(parent: string, key: unknown): string {
  if (typeof key !== 'string' || !/^\w[\w-]*$/.test(key)) return `${parent}[${JSON.stringify(key)}]`
  return parent === '' ? key : `${parent}.${key}`
}

/** Schemas for what is no text: what stands in their place may be shown. In any other it may be a secret. */
const OPEN = ['boolean', 'number', 'picklist']

/** What there is: how many of a list or a map, and of a value of the wrong kind only the kind. */
function receivedText({ kind, type, input, path, received }: v.BaseIssue<unknown>): string {
  const last = path?.at(-1)
  const value = last === undefined || last.origin === 'key' ? input : last.value
  if (kind === 'schema' && !OPEN.includes(type)) return kindOf(value)
  return kind === 'validation' && typeof value === 'object' ? received : shown(value)
}

/** The longest text that a message repeats, in characters. */
const MAX_SHOWN = 100

function shown(value: unknown): string {
  if (typeof value === 'object' || value === undefined || value === '') return kindOf(value)
  const text = JSON.stringify(value)
  if (typeof value !== 'string' || text.length <= MAX_SHOWN) return text
  return `a text of ${value.length} characters`
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (value === '') return 'an empty text'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'a text'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
