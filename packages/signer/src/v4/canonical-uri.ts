import { percentEncode } from '../percent-encode.ts'
import { resourcePath, type SignableRequest } from '../request.ts'

/**
 * CanonicalURI: `/`, `/bucket/` or `/bucket/key`, percent-encoded from the decoded key, its slashes kept:
 * `/photos/a%20b/%E7%85%A7.jpg`. Source: OSS, "Include a V4 signature in the Authorization header".
 */
export function canonicalUri(request: SignableRequest): string {
  return resourcePath(request).split('/').map(percentEncode).join('/')
}
