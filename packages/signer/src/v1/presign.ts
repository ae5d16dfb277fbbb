import { checkCredentials } from '../check-credentials.ts'
import { refuseParameters } from '../check-parameters.ts'
import type { Credentials } from '../credentials.ts'
import { SignerError } from '../errors.ts'
import type { SignableRequest } from '../request.ts'
import { computeSignature } from './signature.ts'
import { stringToSign } from './string-to-sign.ts'

/** How long a URL signed with version 1 works. */
export interface V1PresignOptions {
  readonly version?: 1 | undefined
  /** The last second the URL is good for: a whole number of seconds since 1970 began, UTC. */
  readonly expires: number
}

/**
 * The query parameters to append to a URL so that it carries its own credentials: `OSSAccessKeyId`,
 * `Expires`, `security-token` for temporary credentials, `Signature`. They are not yet encoded. Whoever uses
 * the URL must send the method, Content-Type, Content-MD5 and `x-oss-` headers of `request`, and no others of
 * these.
 * Throws `InvalidArgument` if `expires` is no whole number, the credentials are incomplete, or the query
 * already has one of these parameters (the first of a name counts, so ours would have no effect).
 */
export function presign(
  request: SignableRequest,
  credentials: Credentials,
  { expires }: V1PresignOptions,
): [name: string, value: string][] {
  checkCredentials(credentials, 'colons')
  if (!Number.isSafeInteger(expires)) {
    throw new SignerError('InvalidArgument', 'expiry', 'Expires must be a whole number of seconds.')
  }
  const added: [string, string][] = [
    ['OSSAccessKeyId', credentials.accessKeyId],
    ['Expires', String(expires)],
  ]
  if (credentials.securityToken) added.push(['security-token', credentials.securityToken])
  refuseParameters(request, [...added.map(([name]) => name), 'Signature'])
  const text = stringToSign({ ...request, query: [...request.query, ...added] }, { expires: String(expires) })
  return [...added, ['Signature', computeSignature(text, credentials.accessKeySecret)]]
}
