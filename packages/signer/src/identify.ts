import { SignerError } from './errors.ts'
import { headersOf, queryValue, type SignableRequest } from './request.ts'
import { readHeaderClaim as readV1Header, readUrlClaim as readV1Url, type V1Claim } from './v1/claim.ts'
import { readHeaderClaim as readV4Header, readUrlClaim as readV4Url, type V4Claim } from './v4/claim.ts'
import { ALGORITHM } from './v4/scope.ts'

/** A request without credentials. */
export interface Anonymous {
  readonly kind: 'anonymous'
}

/** Who a request says it comes from. Nothing of it is proven; `verify` does that. */
export type Claim = Anonymous | V1Claim | V4Claim

/**
 * Reads the credentials of a request without judging them. `Expires` alone is no credential.
 * Throws `InvalidArgument` if the header and the URL both carry credentials, if the header, the credential
 * or the lifetime in the URL is malformed, or for version 2, which is obsolete; `AccessDenied` if parameters
 * of a signed URL are missing or its `Expires` is malformed.
 */
export function identify(request: SignableRequest): Claim {
  const authorization = headersOf(request).get('authorization')
  const urlVersion = versionInUrl(request)
  if (authorization !== undefined && urlVersion !== undefined) {
    const message = 'A request carries an Authorization header or signature parameters in its URL, not both.'
    throw new SignerError('InvalidArgument', 'format', message, { ec: '0002-00000039' })
  }
  if (authorization?.startsWith(ALGORITHM)) return readV4Header(authorization, request)
  if (authorization !== undefined) return readV1Header(authorization, request)
  if (urlVersion === 4) return readV4Url(request)
  return urlVersion === 1 ? readV1Url(request) : { kind: 'anonymous' }
}

/** The version of the signature in the URL, undefined if it has none. */
function versionInUrl(request: SignableRequest): 1 | 4 | undefined {
  const has = (name: string) => queryValue(request, name) !== undefined
  const named = queryValue(request, 'x-oss-signature-version')
  if (named !== undefined && named !== ALGORITHM) {
    const details = { ArgumentName: 'x-oss-signature-version', ArgumentValue: named }
    const message = 'The value of x-oss-signature-version is not supported.'
    throw new SignerError('InvalidArgument', 'format', message, { details })
  }
  if (named === ALGORITHM || has('x-oss-signature')) return 4
  return has('OSSAccessKeyId') || has('Signature') ? 1 : undefined
}
