import { invalidArgument } from '../errors.ts'
import {
  type KeyEncoding,
  type Query,
  readKeyEncoding,
  readKeyText,
  readLimit,
  readParameter,
} from './query-parameters.ts'

/** What both versions of a listing are asked for. */
export interface ListRequest {
  /** `''`: none. */
  readonly prefix: string
  /** `''`: none. */
  readonly delimiter: string
  /** 1 to 1000. */
  readonly maxKeys: number
  readonly encoding: KeyEncoding
}

/** A listing whose pages are named by keys. Source: OSS, "ListObjects". */
export interface ListRequestV1 extends ListRequest {
  /** `''`: from the beginning. */
  readonly marker: string
}

/** A listing whose pages are named by tokens. Source: OSS, "ListObjectsV2". */
export interface ListRequestV2 extends ListRequest {
  /** `''`: from the beginning. */
  readonly startAfter: string
  /** As it came; undefined: the first page. */
  readonly continuationToken: string | undefined
  /** The entry before the page: the token's, or else `startAfter`. `''`: none. */
  readonly after: string
  readonly fetchOwner: boolean
}

/** Reads the parameters of ListObjects. Throws `InvalidArgument` naming a wrong one. */
export function readListRequest(query: Query): ListRequestV1 {
  return { ...readCommon(query), marker: readKeyText(query, 'marker') }
}

/** Reads the parameters of ListObjectsV2. Throws `InvalidArgument` naming a wrong one. */
export function readListRequestV2(query: Query): ListRequestV2 {
  const version = query.find(([name]) => name === 'list-type')?.[1] ?? ''
  if (version !== '2') throw invalidArgument('list-type', version)
  const startAfter = readKeyText(query, 'start-after')
  const continuationToken = readParameter(query, 'continuation-token')
  return {
    ...readCommon(query),
    startAfter,
    continuationToken,
    after: continuationToken === undefined ? startAfter : entryOfToken(continuationToken),
    fetchOwner: readParameter(query, 'fetch-owner')?.toLowerCase() === 'true',
  }
}

/** The entries of a page when nothing is said. Source: OSS, "ListObjects". */
const DEFAULT_MAX_KEYS = 100

function readCommon(query: Query): ListRequest {
  return {
    prefix: readKeyText(query, 'prefix'),
    delimiter: readKeyText(query, 'delimiter'),
    maxKeys: readLimit(query, 'max-keys', DEFAULT_MAX_KEYS),
    encoding: readKeyEncoding(query),
  }
}

/** What asks for the page behind an entry. An SDK percent-decodes it, so it has neither `=` nor `+`. */
export function continuationToken(entry: string): string {
  return Buffer.from(entry).toString('base64url')
}

/** The entry of a token. Throws `InvalidArgument` for one that was never given out. */
function entryOfToken(token: string): string {
  const entry = Buffer.from(token, 'base64url').toString()
  if (continuationToken(entry) === token) return entry
  throw invalidArgument('continuation-token', token)
}
