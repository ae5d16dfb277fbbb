import { type ParameterFaults, requireParameter } from '../check-parameters.ts'
import type { ClaimedCredentials } from '../claimed-credentials.ts'
import { SignerError } from '../errors.ts'
import { headersOf, queryValue, type SignableRequest } from '../request.ts'
import { additionalHeaderNames } from './additional-headers.ts'
import { readCredential } from './credential.ts'
import { isLifetime, LIFETIME_MESSAGE } from './lifetime.ts'
import { ALGORITHM, type Scope } from './scope.ts'

/** What a version 4 signature has in either place; the token is that of `x-oss-security-token`. */
interface ScopedCredentials extends ClaimedCredentials {
  readonly version: 4
  readonly scope: Scope
  /** Headers signed beyond those that always are, in lower case and in byte order. */
  readonly additionalHeaders: readonly string[]
}

/** Credentials of version 4 in the Authorization header. */
export interface V4HeaderClaim extends ScopedCredentials {
  readonly placement: 'header'
}

/** Credentials of version 4 in the query string. */
export interface V4UrlClaim extends ScopedCredentials {
  readonly placement: 'url'
  /** `x-oss-date` as sent; not yet known to be a date. */
  readonly date: string
  /** How long the URL works from its date on, in seconds, 1 to 604800. */
  readonly expires: number
}

/** What a request signed with version 4 says of itself, well-formed but not yet proven. */
export type V4Claim = V4HeaderClaim | V4UrlClaim

const FIELDS: ReadonlySet<string> = new Set(['Credential', 'AdditionalHeaders', 'Signature'])

// Source: OSS, the pages of the error codes 0002-00000202 to -217; not every case has one.
const HEADER_FAULTS = {
  list: '0002-00000202',
  pair: '0002-00000203',
  name: '0002-00000204',
  credential: '0002-00000205',
  emptySignature: '0002-00000208',
  emptyHeaders: '0002-00000209',
} as const
const URL_FAULTS = {
  'x-oss-signature-version': {},
  'x-oss-credential': { missing: '0002-00000217' },
  'x-oss-date': {},
  'x-oss-expires': { missing: '0002-00000215' },
  'x-oss-signature': {},
} as const satisfies Record<string, ParameterFaults>

/**
 * Reads `OSS4-HMAC-SHA256 Credential=…,AdditionalHeaders=…,Signature=…`: the fields in any order, with spaces
 * about the commas, AdditionalHeaders only if there are any.
 * Throws `InvalidArgument` for any other form.
 */
export function readHeaderClaim(authorization: string, request: SignableRequest): V4HeaderClaim {
  const fields = readFields(authorization)
  const credential = fields.get('Credential')
  if (credential === undefined) throw invalidHeader(HEADER_FAULTS.credential)
  const signature = fields.get('Signature')
  if (!signature) throw invalidHeader(signature === '' ? HEADER_FAULTS.emptySignature : undefined)
  const names = fields.get('AdditionalHeaders')
  if (names === '') throw invalidHeader(HEADER_FAULTS.emptyHeaders)
  return {
    kind: 'signed',
    version: 4,
    placement: 'header',
    ...readCredential(credential, 'header'),
    signature,
    securityToken: headersOf(request).get('x-oss-security-token') || undefined,
    additionalHeaders: additionalHeaderNames(names?.split(';') ?? []),
  }
}

/**
 * Reads `x-oss-signature-version`, `x-oss-credential`, `x-oss-date`, `x-oss-expires`, `x-oss-signature` and
 * the optional `x-oss-additional-headers` and `x-oss-security-token`.
 * Throws `AccessDenied` if one of the five is missing or empty, `InvalidArgument` if the credential is
 * malformed or the lifetime is not 1 to 604800 s. Source: OSS, "Add signatures to URLs" (V4).
 */
export function readUrlClaim(request: SignableRequest): V4UrlClaim {
  required(request, 'x-oss-signature-version')
  const credential = required(request, 'x-oss-credential')
  const date = required(request, 'x-oss-date')
  const expires = required(request, 'x-oss-expires')
  const signature = required(request, 'x-oss-signature')
  if (!/^\d+$/.test(expires) || !isLifetime(Number(expires))) {
    const details = { ArgumentName: 'x-oss-expires', ArgumentValue: expires }
    throw new SignerError('InvalidArgument', 'format', LIFETIME_MESSAGE, { details, ec: '0002-00000232' })
  }
  const names = queryValue(request, 'x-oss-additional-headers')
  return {
    kind: 'signed',
    version: 4,
    placement: 'url',
    ...readCredential(credential, 'url'),
    signature,
    securityToken: queryValue(request, 'x-oss-security-token') || undefined,
    additionalHeaders: additionalHeaderNames(names?.split(';') ?? []),
    date,
    expires: Number(expires),
  }
}

function readFields(authorization: string): ReadonlyMap<string, string> {
  const start = `${ALGORITHM} `
  if (!authorization.startsWith(start)) throw invalidHeader(HEADER_FAULTS.list)
  const fields = new Map<string, string>()
  for (const pair of authorization.slice(start.length).split(',')) {
    const equals = pair.indexOf('=')
    if (equals === -1) throw invalidHeader(HEADER_FAULTS.pair)
    const name = pair.slice(0, equals).trim()
    if (!FIELDS.has(name) || fields.has(name)) throw invalidHeader(HEADER_FAULTS.name)
    fields.set(name, pair.slice(equals + 1).trim())
  }
  return fields
}

function invalidHeader(ec: string | undefined): SignerError {
  const details = { ArgumentName: 'Authorization' }
  return new SignerError('InvalidArgument', 'format', 'Authorization header is invalid.', { details, ec })
}

function required(request: SignableRequest, name: keyof typeof URL_FAULTS): string {
  const names = Object.keys(URL_FAULTS).join(', ')
  const message = `Query-string authentication requires the parameters ${names}`
  return requireParameter(request, name, message, URL_FAULTS[name])
}
