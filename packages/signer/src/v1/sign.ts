import { checkCredentials } from '../check-credentials.ts'
import { invalidSigningDate } from '../check-time.ts'
import type { Credentials } from '../credentials.ts'
import { replaceHeaders, type SignableRequest } from '../request.ts'
import { computeSignature } from './signature.ts'
import { stringToSign } from './string-to-sign.ts'

/** When, and in which header, a request signed with version 1 says it was made. */
export interface V1SignHeadersOptions {
  readonly version?: 1 | undefined
  /** The time of sending; the receiver tolerates 15 minutes. Milliseconds are dropped. */
  readonly date: Date
  /** Default: `x-oss-date`, because a browser does not let a page set `Date`. */
  readonly dateHeader?: 'date' | 'x-oss-date' | undefined
}

/**
 * The headers that make a request a signed one: the date, `x-oss-security-token` for temporary credentials,
 * and `authorization`. Each replaces a header of that name the request already has. Every `x-oss-` header,
 * Content-Type and Content-MD5 must be in `request` as they will be sent.
 * Throws `InvalidArgument` if the date is invalid or the credentials are incomplete.
 */
export function signHeaders(
  request: SignableRequest,
  credentials: Credentials,
  { date, dateHeader = 'x-oss-date' }: V1SignHeadersOptions,
): Record<string, string> {
  checkCredentials(credentials, 'colons')
  if (Number.isNaN(date.getTime())) throw invalidSigningDate()
  const added: Record<string, string> = { [dateHeader]: date.toUTCString() }
  if (credentials.securityToken) added['x-oss-security-token'] = credentials.securityToken
  const signature = computeSignature(
    stringToSign(replaceHeaders(request, added)),
    credentials.accessKeySecret,
  )
  return { ...added, authorization: `OSS ${credentials.accessKeyId}:${signature}` }
}
