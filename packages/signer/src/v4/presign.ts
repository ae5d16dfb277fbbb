import { checkCredentials } from '../check-credentials.ts'
import { refuseParameters } from '../check-parameters.ts'
import type { Credentials } from '../credentials.ts'
import { SignerError } from '../errors.ts'
import type { SignableRequest } from '../request.ts'
import { canonicalRequest } from './canonical-request.ts'
import { isLifetime, LIFETIME_MESSAGE } from './lifetime.ts'
import { ALGORITHM, writeScope } from './scope.ts'
import { computeSignature } from './signature.ts'
import { signingKey } from './signing-key.ts'
import { type ScopeOptions, signingScope } from './signing-scope.ts'
import { stringToSign } from './string-to-sign.ts'

/** How a URL is signed with version 4, and how long it works. */
export interface V4PresignOptions extends ScopeOptions {
  /** How long the URL works from `date` on: whole seconds, 1 to 604800 (seven days). */
  readonly expires: number
}

/** All that can be added. One that the query has already would be read instead of ours, or in addition. */
const PARAMETERS = [
  'x-oss-signature-version',
  'x-oss-credential',
  'x-oss-date',
  'x-oss-expires',
  'x-oss-additional-headers',
  'x-oss-security-token',
  'x-oss-signature',
]

/**
 * The query parameters to append to a URL so that it carries its own credentials: `x-oss-signature-version`,
 * `x-oss-credential`, `x-oss-date`, `x-oss-expires`, `x-oss-additional-headers` if there are any,
 * `x-oss-security-token` for temporary credentials, `x-oss-signature`. They are not yet encoded. Whoever
 * uses the URL must send the method, Content-Type, Content-MD5, `x-oss-` and additional headers of
 * `request`, and no others of these.
 * Throws `InvalidArgument` if lifetime, date, region or credentials do not fit, an additional header is
 * missing, or the query already has one of these parameters.
 */
export function presign(
  request: SignableRequest,
  credentials: Credentials,
  options: V4PresignOptions,
): [name: string, value: string][] {
  checkCredentials(credentials, 'commas')
  const { accessKeyId, accessKeySecret, securityToken } = credentials
  const { date, scope, additionalHeaders } = signingScope(request, options)
  if (!isLifetime(options.expires)) throw new SignerError('InvalidArgument', 'expiry', LIFETIME_MESSAGE)
  refuseParameters(request, PARAMETERS)
  const added: [string, string][] = [
    ['x-oss-signature-version', ALGORITHM],
    ['x-oss-credential', `${accessKeyId}/${writeScope(scope)}`],
    ['x-oss-date', date],
    ['x-oss-expires', String(options.expires)],
  ]
  if (additionalHeaders.length > 0) added.push(['x-oss-additional-headers', additionalHeaders.join(';')])
  if (securityToken) added.push(['x-oss-security-token', securityToken])
  const signable = { ...request, query: [...request.query, ...added] }
  const text = stringToSign(canonicalRequest(signable, { additionalHeaders }), date, scope)
  return [...added, ['x-oss-signature', computeSignature(text, signingKey(accessKeySecret, scope))]]
}
