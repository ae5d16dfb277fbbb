import { ServerError } from '../errors.ts'

/** What the signer of a form allows. Source: OSS, "PostObject", Appendix: Policy. */
export interface Policy {
  readonly expiration: Date
  readonly conditions: readonly Condition[]
  /** How large the file may be, in bytes. */
  readonly sizes: SizeRange
}

/** Both ends included, in bytes. */
export interface SizeRange {
  readonly least: number
  readonly most: number
}

/** A condition on one field. */
interface Condition {
  readonly operator: Operator
  /** In lower case. */
  readonly field: string
  /** One text, but any number of them for `in` and `not-in`. */
  readonly values: readonly string[]
}

const OPERATORS = ['eq', 'starts-with', 'in', 'not-in'] as const
type Operator = (typeof OPERATORS)[number]

/**
 * Reads the field `policy`.
 *
 * @throws ServerError `InvalidPolicyDocument` unless it is base64 of JSON with `expiration` and `conditions`, each of a known
 *   form. Source: OSS, "PostObject", Appendix: Policy, and the pages of 0006-00000202 to -224.
 */
export function readPolicy(encoded: string): Policy {
  const document = parse(decode(encoded))
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw invalidPolicy('It must be a JSON object.', '0006-00000204')
  const { expiration, conditions, ...others } = document as Readonly<Record<string, unknown>>
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw invalidPolicy('It has an unexpected member.', '0006-00000206')
  if (expiration === undefined) throw invalidPolicy('It has no expiration.', '0006-00000208')
  if (conditions === undefined) throw invalidPolicy('It has no conditions.', '0006-00000207')
  if (!Array.isArray(conditions)) throw invalidPolicy('Its conditions must be a list.', '0006-00000214')
  if (conditions.length === 0) throw invalidPolicy('Its conditions are empty.', '0006-00000215')
  const read = conditions.map(readCondition)
  const ranges = read.flatMap((item) => ('least' in item ? [item] : []))
  return {
    expiration: readExpiration(expiration),
    conditions: read.flatMap((item) => ('least' in item ? [] : [item])),
    sizes: {
      least: Math.max(0, ...ranges.map(({ least }) => least)),
      most: Math.min(Number.POSITIVE_INFINITY, ...ranges.map(({ most }) => most)),
    },
  }
}

/** The field's bytes, as text. Node would read any text as base64, and a signature over another text must count for nothing. */
function decode(encoded: string): string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) throw invalidPolicy('It is not base64.', '0006-00000202')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'))
  } catch {
    throw invalidPolicy('It is not UTF-8.', '0006-00000203')
  }
}

/** JSON knows no `\$`, which is how a policy writes a dollar sign in a value. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/\\([\\$])/g, (pair, escaped) => (escaped === '$' ? '$' : pair)))
  } catch {
    throw invalidPolicy('It is not JSON.', '0006-00000204')
  }
}

function readExpiration(value: unknown): Date {
  const date = new Date(typeof value === 'string' && ISO_8601.test(value) ? value : Number.NaN)
  if (!Number.isNaN(date.getTime())) return date
  throw invalidPolicy('Its expiration must be a date such as 2026-01-15T08:30:00.000Z.')
}

const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/

function readCondition(item: unknown): Condition | SizeRange {
  if (Array.isArray(item)) return readList(item)
  const members = typeof item === 'object' && item !== null ? Object.entries(item) : []
  const [member] = members
  if (!member || members.length > 1) {
    const reason = 'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.'
    throw invalidPolicy(reason, '0006-00000216')
  }
  return { operator: 'eq', field: member[0].toLowerCase(), values: [textOf(member[1])] }
}

function readList([operator, ...operands]: readonly unknown[]): Condition | SizeRange {
  if (operands.length !== 2) throw invalidPolicy('A condition must have three items.', '0006-00000216')
  const [first, second] = operands
  if (operator === 'content-length-range') return readSizes(first, second)
  const known = OPERATORS.find((candidate) => candidate === operator)
  if (known === undefined) throw invalidPolicy('A condition has an unknown operator.', '0006-00000216')
  const field = textOf(first).replace(/^\$/, '').toLowerCase()
  if (known === 'eq' || known === 'starts-with') return { operator: known, field, values: [textOf(second)] }
  if (Array.isArray(second)) return { operator: known, field, values: second.map(textOf) }
  throw invalidPolicy(`The values of ${known} must be a list.`, '0006-00000224')
}

function readSizes(least: unknown, most: unknown): SizeRange {
  if (!isSize(least) || !isSize(most))
    throw invalidPolicy('The values of content-length-range must be whole numbers.', '0006-00000221')
  if (least > most) throw invalidPolicy('The range of content-length-range is empty.', '0006-00000219')
  return { least, most }
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  throw invalidPolicy('A condition must have a text here.', '0006-00000224')
}

/** A policy that cannot be read. What it holds is not repeated. */
function invalidPolicy(reason: string, ec?: string): ServerError {
  return new ServerError('InvalidPolicyDocument', `Invalid Policy: ${reason}`, { ec })
}

/** What a policy is held against. */
export interface PolicySubject {
  /** The values of fields by their names in lower case. */
  readonly values: ReadonlyMap<string, string>
  readonly now: Date
  /** Fields, in lower case, that count only when the policy has a condition on each. */
  readonly covered: readonly string[]
}

/**
 * Lets a form pass that is in time and meets every condition. A field that is not there meets none but `not-in`. Throws
 * ServerError `AccessDenied`. Source: OSS, "PostObject", Appendix: Policy, and the pages of 0006-00000226 to -228.
 */
export function checkPolicy(policy: Policy, { values, now, covered }: PolicySubject): void {
  if (now > policy.expiration) throw refused('Policy expired.')
  const failed = policy.conditions.find((condition) => !holds(condition, values.get(condition.field)))
  if (failed) {
    const ec = values.has(failed.field) ? '0006-00000227' : '0006-00000226'
    throw refused(`Policy Condition failed: ${written(failed)}`, ec)
  }
  const extra = covered.find((name) => !policy.conditions.some(({ field }) => field === name))
  if (extra !== undefined) throw refused(`Extra input fields: ${extra}`, '0006-00000228')
}

function holds({ operator, values }: Condition, value: string | undefined): boolean {
  switch (operator) {
    case 'eq':
      return value !== undefined && value === values[0]
    case 'starts-with':
      return value?.startsWith(values[0] ?? '') ?? false
    case 'in':
      return value !== undefined && values.includes(value)
    case 'not-in':
      return value === undefined || !values.includes(value)
  }
}

/** `["eq", "$key", "a"]` */
function written({ operator, field, values }: Condition): string {
  const texts = values.map((value) => JSON.stringify(value)).join(', ')
  const isList = operator === 'in' || operator === 'not-in'
  return `["${operator}", ${JSON.stringify(`$${field}`)}, ${isList ? `[${texts}]` : texts}]`
}

function refused(reason: string, ec?: string): ServerError {
  return new ServerError('AccessDenied', `Invalid according to Policy: ${reason}`, { ec })
}
