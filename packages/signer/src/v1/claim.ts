import { requireParameter } from '../check-parameters.ts'
import type { ClaimedCredentials } from '../claimed-credentials.ts'
import { SignerError } from '../errors.ts'
import { headersOf, queryValue, type SignableRequest } from '../request.ts'

/** Credentials of version 1 in the Authorization header; the token is that of `x-oss-security-token`. */
export interface V1HeaderClaim extends ClaimedCredentials {
  readonly version: 1
  readonly placement: 'header'
}

/** Credentials of version 1 in the query string; the token is that of `security-token`. */
export interface V1UrlClaim extends ClaimedCredentials {
  readonly version: 1
  readonly placement: 'url'
  /** `Expires` as sent: an integer, Unix seconds. The text itself is signed. */
  readonly expires: string
}

/** What a request signed with version 1 says of itself, well-formed but not yet proven. */
export type V1Claim = V1HeaderClaim | V1UrlClaim

// The first that fits names the fault. Source: OSS, the pages of the error codes 0002-00000061 to -65.
const AUTHORIZATION_FAULTS: readonly (readonly [pattern: RegExp, ec: string])[] = [
  [/^(?!OSS )/, '0002-00000061'], // another scheme
  [/^[^:]*$/, '0002-00000062'], // no colon
  [/^OSS +:/, '0002-00000063'], // no AccessKey ID
  [/:$/, '0002-00000065'], // no signature
]

// Source: OSS, the pages of the error codes 0002-00000067 to -75; not every case has one.
const URL_FAULTS = {
  OSSAccessKeyId: { missing: '0002-00000071', empty: undefined },
  Expires: { missing: '0002-00000067', empty: '0002-00000068' },
  Signature: { missing: undefined, empty: '0002-00000075' },
} as const

/**
 * Reads `OSS <AccessKeyId>:<signature>`.
 * Throws `InvalidArgument` for any other scheme or form.
 */
export function readHeaderClaim(authorization: string, request: SignableRequest): V1HeaderClaim {
  const [, accessKeyId, signature] = /^OSS ([^\s:]+):(\S+)$/.exec(authorization) ?? []
  if (accessKeyId === undefined || signature === undefined) {
    const ec = AUTHORIZATION_FAULTS.find(([pattern]) => pattern.test(authorization))?.[1]
    // The value is not shown: under another scheme it may be a password.
    const details = { ArgumentName: 'Authorization' }
    throw new SignerError('InvalidArgument', 'format', 'Authorization header is invalid.', { details, ec })
  }
  const securityToken = headersOf(request).get('x-oss-security-token') || undefined
  return { kind: 'signed', version: 1, placement: 'header', accessKeyId, signature, securityToken }
}

/**
 * Reads `OSSAccessKeyId`, `Expires`, `Signature` and the optional `security-token`.
 * Throws `AccessDenied` if one of the three is missing or empty, or if `Expires` is not an integer.
 * Source: OSS, "Add signatures to URLs".
 */
export function readUrlClaim(request: SignableRequest): V1UrlClaim {
  const accessKeyId = required(request, 'OSSAccessKeyId')
  const expires = required(request, 'Expires')
  // A raw `+` decodes to a space, which base64 never has: the sender forgot to encode it.
  const signature = required(request, 'Signature').replaceAll(' ', '+')
  if (!/^-?\d+$/.test(expires) || !Number.isSafeInteger(Number(expires))) {
    const message = 'Invalid date (should be seconds since epoch)'
    throw new SignerError('AccessDenied', 'format', message, { ec: '0002-00000070' })
  }
  const securityToken = queryValue(request, 'security-token') || undefined
  return { kind: 'signed', version: 1, placement: 'url', accessKeyId, signature, securityToken, expires }
}

function required(request: SignableRequest, name: keyof typeof URL_FAULTS): string {
  const message = 'Query-string authentication requires the Signature, Expires and OSSAccessKeyId parameters'
  return requireParameter(request, name, message, URL_FAULTS[name])
}
