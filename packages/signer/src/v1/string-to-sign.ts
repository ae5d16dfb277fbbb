import type { EmptyValues } from '../query.ts'
import { headersOf, type SignableRequest } from '../request.ts'
import { canonicalHeaders } from './canonical-headers.ts'
import { canonicalResource } from './canonical-resource.ts'

/** What the string to sign depends on beside the request. */
export interface StringToSignOptions {
  /**
   * The text of `Expires`, for a signature in the URL. Default: the signature is in the header and covers its
   * date.
   */
  readonly expires?: string | undefined
  /** Default: `bare`, which every official SDK writes for its own calls. */
  readonly emptyValues?: EmptyValues | undefined
}

/**
 * The text version 1 signs: method, Content-MD5, Content-Type and date, a line each, then the canonical
 * headers and the canonical resource. A GET with nothing special in the URL placement is
 * `GET\n\n\n1768466400\n/examplebucket/example.jpg`.
 * Source: OSS, "Include signatures in the Authorization header" and "Add signatures to URLs".
 */
export function stringToSign(
  request: SignableRequest,
  { expires, emptyValues }: StringToSignOptions = {},
): string {
  const headers = headersOf(request)
  const lines = [
    request.method.toUpperCase(),
    headers.get('content-md5') ?? '',
    headers.get('content-type') ?? '',
    expires ?? signedDate(request) ?? '',
    canonicalHeaders(request) + canonicalResource(request, emptyValues),
  ]
  return lines.join('\n')
}

/** The text of the date a signature in the header covers: `x-oss-date` if it was sent, else `Date`. */
export function signedDate(request: SignableRequest): string | undefined {
  const headers = headersOf(request)
  return headers.get('x-oss-date') ?? headers.get('date')
}
