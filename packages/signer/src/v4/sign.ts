import { checkCredentials } from '../check-credentials.ts'
import type { Credentials } from '../credentials.ts'
import { headersOf, replaceHeaders, type SignableRequest } from '../request.ts'
import { canonicalRequest, UNSIGNED_PAYLOAD } from './canonical-request.ts'
import { ALGORITHM, writeScope } from './scope.ts'
import { computeSignature } from './signature.ts'
import { signingKey } from './signing-key.ts'
import { type ScopeOptions, signingScope } from './signing-scope.ts'
import { stringToSign } from './string-to-sign.ts'

/** How a request is signed with version 4. The receiver tolerates a date that is 15 minutes off. */
export type V4SignHeadersOptions = ScopeOptions

/**
 * The headers that make a request a signed one: `x-oss-date`, `x-oss-content-sha256` (`UNSIGNED-PAYLOAD`
 * unless the request has it), `x-oss-security-token` for temporary credentials, and `authorization`. Each
 * replaces a header of that name the request already has. Every `x-oss-` header, Content-Type, Content-MD5
 * and additional header must be in `request` as they will be sent.
 * Throws `InvalidArgument` if the date, the region or the credentials do not fit, or an additional header is
 * missing.
 */
export function signHeaders(
  request: SignableRequest,
  credentials: Credentials,
  options: V4SignHeadersOptions,
): Record<string, string> {
  checkCredentials(credentials, 'commas')
  const { accessKeyId, accessKeySecret, securityToken } = credentials
  const { date, scope, additionalHeaders } = signingScope(request, options)
  const added: Record<string, string> = {
    'x-oss-date': date,
    'x-oss-content-sha256': headersOf(request).get('x-oss-content-sha256') || UNSIGNED_PAYLOAD,
  }
  if (securityToken) added['x-oss-security-token'] = securityToken
  const canonical = canonicalRequest(replaceHeaders(request, added), { additionalHeaders })
  const signature = computeSignature(stringToSign(canonical, date, scope), signingKey(accessKeySecret, scope))
  const fields = [
    `Credential=${accessKeyId}/${writeScope(scope)}`,
    ...(additionalHeaders.length === 0 ? [] : [`AdditionalHeaders=${additionalHeaders.join(';')}`]),
    `Signature=${signature}`,
  ]
  return { ...added, authorization: `${ALGORITHM} ${fields.join(',')}` }
}
