import type { Credentials } from './credentials.ts'
import type { SignableRequest } from './request.ts'
import { signHeaders as signHeadersV1, type V1SignHeadersOptions } from './v1/sign.ts'
import { signHeaders as signHeadersV4, type V4SignHeadersOptions } from './v4/sign.ts'

/** How a request is signed in its headers. `version` is 1 unless it says 4. */
export type SignHeadersOptions = V1SignHeadersOptions | V4SignHeadersOptions

/**
 * The headers that make a request a signed one: the date, `x-oss-security-token` for temporary credentials,
 * `authorization`, and for version 4 `x-oss-content-sha256`. Each replaces a header of that name the request
 * already has. Every `x-oss-` header, Content-Type and Content-MD5 must be in `request` as they will be sent.
 * Throws `InvalidArgument` if the date is invalid, the credentials are incomplete, or, for version 4, the
 * region is missing or a header to sign is.
 */
export function signHeaders(
  request: SignableRequest,
  credentials: Credentials,
  options: SignHeadersOptions,
): Record<string, string> {
  return options.version === 4
    ? signHeadersV4(request, credentials, options)
    : signHeadersV1(request, credentials, options)
}
