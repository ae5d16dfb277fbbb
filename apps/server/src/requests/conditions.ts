import type { IncomingHttpHeaders } from 'node:http'
import { ServerError } from '../errors.ts'

/** What a request's conditions are held against. */
export interface Validators {
  /** As it is sent, with quotes. */
  readonly etag: string
  /** Another ETag that `If-Match` accepts, with quotes. Default: none. */
  readonly alias?: string | undefined
  /** Whole seconds. */
  readonly lastModified: Date
  /** Whether an unchanged `lastModified` proves an unchanged answer. Default: true. */
  readonly dateDecides?: boolean
}

const CONDITIONS = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'] as const

/** The headers that make a request conditional, as they came. */
export type ConditionalHeaders = Readonly<Partial<Record<(typeof CONDITIONS)[number], string | undefined>>>

/** Whether to go on with what was asked for, or to say that nothing has changed. */
export type Verdict = 'send' | 'not-modified'

/**
 * Holds the conditions of a GET or HEAD against what would be sent. An ETag condition silences the date condition of its
 * kind; a date that cannot be read is ignored. Throws `PreconditionFailed`. Source: OSS, "GetObject"; RFC 9110, 13.2.2.
 */
export function checkConditions(headers: ConditionalHeaders, validators: Validators): Verdict {
  return judge(headers, validators, (condition) => condition)
}

const COPY_PREFIX = 'x-oss-copy-source-'

/**
 * Holds the conditions of a copy against its source, by the same rules. Throws `PreconditionFailed`. Source: OSS,
 * "CopyObject".
 */
export function checkCopyConditions(headers: IncomingHttpHeaders, validators: Validators): Verdict {
  const asked = CONDITIONS.map((name) => [name, headers[COPY_PREFIX + name]?.toString()] as const)
  return judge(Object.fromEntries(asked), validators, (condition) => COPY_PREFIX + condition.toLowerCase())
}

/** @param written the header in which a condition stands. */
function judge(
  headers: ConditionalHeaders,
  { etag, alias, lastModified, dateDecides = true }: Validators,
  written: (condition: string) => string,
): Verdict {
  const match = headers['if-match']
  if (match !== undefined) {
    if (!lists(match, etag) && (alias === undefined || !lists(match, alias)))
      throw failed(written('If-Match'))
  } else if (isAfter(lastModified, headers['if-unmodified-since']))
    throw failed(written('If-Unmodified-Since'))
  const noneMatch = headers['if-none-match']
  if (noneMatch !== undefined) return lists(noneMatch, etag) ? 'not-modified' : 'send'
  const since = parseHttpDate(headers['if-modified-since'])
  return dateDecides && since !== undefined && lastModified <= since ? 'not-modified' : 'send'
}

/** Whether a condition's comma list names this ETag. Quotes, `W/` and case do not count; `*` names every one. */
export function lists(list: string, etag: string): boolean {
  if (list === etag) return true
  return list
    .split(',')
    .map(bare)
    .some((entry) => entry === '*' || entry === bare(etag))
}

function bare(etag: string): string {
  return etag
    .trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/, '$1')
    .toUpperCase()
}

/** A date as HTTP headers have it; undefined when there is none or it cannot be read. */
export function parseHttpDate(text: string | undefined): Date | undefined {
  if (text === undefined || !/^[A-Za-z]{3,9}, .* GMT$/.test(text.trim())) return undefined
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date
}

function isAfter(lastModified: Date, limit: string | undefined): boolean {
  const date = parseHttpDate(limit)
  return date !== undefined && lastModified > date
}

function failed(condition: string): ServerError {
  const message = 'At least one of the pre-conditions you specified did not hold.'
  return new ServerError('PreconditionFailed', message, { fields: { Condition: condition } })
}
