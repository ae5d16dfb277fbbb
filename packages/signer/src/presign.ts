import type { Credentials } from './credentials.ts'
import type { SignableRequest } from './request.ts'
import { presign as presignV1, type V1PresignOptions } from './v1/presign.ts'
import { presign as presignV4, type V4PresignOptions } from './v4/presign.ts'

/**
 * How a URL is signed. `version` is 1 unless it says 4; with it changes what `expires` counts from: 1970 or
 * `date`.
 */
export type PresignOptions = V1PresignOptions | V4PresignOptions

/**
 * The query parameters to append to a URL so that it carries its own credentials, not yet encoded. Whoever
 * uses the URL must send the method, Content-Type, Content-MD5 and `x-oss-` headers of `request`, and no
 * others of these.
 * Throws `InvalidArgument` if `expires` or the credentials do not fit, the query already has one of these
 * parameters, or, for version 4, date or region do not fit or a header to sign is missing.
 */
export function presign(
  request: SignableRequest,
  credentials: Credentials,
  options: PresignOptions,
): [name: string, value: string][] {
  return options.version === 4
    ? presignV4(request, credentials, options)
    : presignV1(request, credentials, options)
}
