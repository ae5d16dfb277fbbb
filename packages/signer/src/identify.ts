import { SignerError } from './errors.ts'
import { headersOf, queryValue, type SignableRequest } from './request.ts'
import { readHeaderClaim, readUrlClaim, type V1Claim } from './v1/claim.ts'

const VERSION_4 = 'OSS4-HMAC-SHA256'

/** A request without credentials. */
export interface Anonymous {
  readonly kind: 'anonymous'
}

/** Who a request says it comes from. Nothing of it is proven; `verify` does that. */
export type Claim = Anonymous | V1Claim

/**
 * Reads the credentials of a request without judging them. `Expires` alone is no credential.
 * Throws `InvalidArgument` if the header and the URL both carry credentials or either is malformed or of
 * another signature version, `AccessDenied` if parameters of a signed URL are missing or malformed.
 */
export function identify(request: SignableRequest): Claim {
  const authorization = headersOf(request).get('authorization')
  const urlVersion = versionInUrl(request)
  if (authorization !== undefined && urlVersion !== undefined) {
    const message = 'A request carries an Authorization header or signature parameters in its URL, not both.'
    throw new SignerError('InvalidArgument', 'format', message, { ec: '0002-00000039' })
  }
  if (authorization?.startsWith(VERSION_4) || urlVersion === 4) throw version4Unsupported()
  if (authorization !== undefined) return readHeaderClaim(authorization, request)
  return urlVersion === 1 ? readUrlClaim(request) : { kind: 'anonymous' }
}

/** The version of the signature in the URL, undefined if it has none. Version 2 is obsolete and refused. */
function versionInUrl(request: SignableRequest): 1 | 4 | undefined {
  const has = (name: string) => queryValue(request, name) !== undefined
  const named = queryValue(request, 'x-oss-signature-version')
  if (named !== undefined && named !== VERSION_4) {
    const details = { ArgumentName: 'x-oss-signature-version', ArgumentValue: named }
    const message = 'The value of x-oss-signature-version is not supported.'
    throw new SignerError('InvalidArgument', 'format', message, { details })
  }
  if (named === VERSION_4 || has('x-oss-signature')) return 4
  return has('OSSAccessKeyId') || has('Signature') ? 1 : undefined
}

function version4Unsupported(): SignerError {
  const message = `Version 4 signatures (${VERSION_4}) are not supported. Sign with version 1.`
  return new SignerError('InvalidArgument', 'format', message)
}
