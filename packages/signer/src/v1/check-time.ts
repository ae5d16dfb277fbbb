import { SignerError } from '../errors.ts'
import { parseDate } from '../parse-date.ts'
import type { SignableRequest } from '../request.ts'
import type { V1Claim } from './claim.ts'
import { signedDate } from './string-to-sign.ts'

const MAX_SKEW_MILLISECONDS = 900_000

/**
 * Lets a request pass that is made in time: with credentials in the URL up to and including `Expires`, in the
 * header no more than 15 minutes before or after `now`.
 * Throws `AccessDenied` for an expired URL and for a header without a valid date, `RequestTimeTooSkewed` for
 * a date too far away. Source: OSS, "Include signatures in the Authorization header" and "Add signatures to
 * URLs".
 */
export function checkTime(request: SignableRequest, claim: V1Claim, now: Date): void {
  if (claim.placement === 'url') {
    if (now.getTime() <= Number(claim.expires) * 1000) return
    throw new SignerError('AccessDenied', 'expiry', 'Request has expired.', { ec: '0002-00000069' })
  }
  const date = parseDate(signedDate(request) ?? '')
  if (date === undefined) {
    const message = 'OSS authentication requires a valid Date.'
    throw new SignerError('AccessDenied', 'date', message, { ec: '0002-00000503' })
  }
  if (Math.abs(now.getTime() - date.getTime()) <= MAX_SKEW_MILLISECONDS) return
  const details = {
    MaxAllowedSkewMilliseconds: String(MAX_SKEW_MILLISECONDS),
    RequestTime: date.toISOString(),
    ServerTime: now.toISOString(),
  }
  const message = 'The difference between the request time and the current time is too large.'
  throw new SignerError('RequestTimeTooSkewed', 'date', message, { details, ec: '0002-00000504' })
}
