import { checkCredentials } from '../check-credentials.ts'
import type { Credentials } from '../credentials.ts'
import { SignerError } from '../errors.ts'
import { queryValue, type SignableRequest } from '../request.ts'
import { computeSignature } from './signature.ts'
import { stringToSign } from './string-to-sign.ts'

/** How long a signed URL works. */
export interface PresignOptions {
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
  { expires }: PresignOptions,
): [name: string, value: string][] {
  checkCredentials(credentials)
  if (!Number.isSafeInteger(expires)) {
    throw new SignerError('InvalidArgument', 'expiry', 'Expires must be a whole number of seconds.')
  }
  const added: [string, string][] = [
    ['OSSAccessKeyId', credentials.accessKeyId],
    ['Expires', String(expires)],
  ]
  if (credentials.securityToken) added.push(['security-token', credentials.securityToken])
  for (const name of [...added.map(([name]) => name), 'Signature']) {
    if (queryValue(request, name) === undefined) continue
    const message = `The query already has the parameter ${name}.`
    throw new SignerError('InvalidArgument', 'format', message, { details: { ArgumentName: name } })
  }
  const text = stringToSign({ ...request, query: [...request.query, ...added] }, { expires: String(expires) })
  return [...added, ['Signature', computeSignature(text, credentials.accessKeySecret)]]
}
