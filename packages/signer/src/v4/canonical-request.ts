import { headersOf, type SignableRequest } from '../request.ts'
import { additionalHeaderNames } from './additional-headers.ts'
import { canonicalHeaders } from './canonical-headers.ts'
import { canonicalQuery, type EmptyValuesByName } from './canonical-query.ts'
import { canonicalUri } from './canonical-uri.ts'

/** The hash of a body that is not signed; the official SDKs know no other. */
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD'

/** What the canonical request depends on beside the request. */
export interface CanonicalRequestOptions {
  /** Headers to sign beyond those that always are; order and case are of no effect. Default: none. */
  readonly additionalHeaders?: readonly string[] | undefined
  /** Default: `bare`, which OSS documents. */
  readonly emptyValues?: EmptyValuesByName | undefined
}

/**
 * The text whose hash version 4 signs: method, CanonicalURI, CanonicalQuery, CanonicalHeaders (each of its
 * lines has an end of its own), AdditionalHeaders and HashedPayload, joined by `\n`. A GET with nothing
 * special is `GET\n/photos/cat.jpg\n\nx-oss-date:20260115T083000Z\n\n\nUNSIGNED-PAYLOAD`.
 * Source: OSS, "Include a V4 signature in the Authorization header".
 */
export function canonicalRequest(
  request: SignableRequest,
  { additionalHeaders = [], emptyValues }: CanonicalRequestOptions = {},
): string {
  const parts = [
    request.method.toUpperCase(),
    canonicalUri(request),
    canonicalQuery(request, emptyValues),
    canonicalHeaders(request, additionalHeaders),
    additionalHeaderNames(additionalHeaders).join(';'),
    headersOf(request).get('x-oss-content-sha256') || UNSIGNED_PAYLOAD,
  ]
  return parts.join('\n')
}
