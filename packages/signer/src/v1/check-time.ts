import { checkExpiry, checkSkew, requireDate } from '../check-time.ts'
import { parseDate } from '../parse-date.ts'
import type { SignableRequest } from '../request.ts'
import type { V1Claim } from './claim.ts'
import { signedDate } from './string-to-sign.ts'

/**
 * Lets a request pass that is made in time: with credentials in the URL up to and including `Expires`, in the
 * header no more than 15 minutes before or after `now`.
 * Throws `AccessDenied` for an expired URL and for a header without a valid date, `RequestTimeTooSkewed` for
 * a date too far away. Source: OSS, "Include signatures in the Authorization header" and "Add signatures to
 * URLs".
 */
export function checkTime(request: SignableRequest, claim: V1Claim, now: Date): void {
  if (claim.placement === 'url') checkExpiry(Number(claim.expires) * 1000, now, '0002-00000069')
  else checkSkew(requireDate(parseDate(signedDate(request) ?? '')), now)
}
