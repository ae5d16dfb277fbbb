import { checkExpiry, checkSkew, checkStart, requireDate } from '../check-time.ts'
import { parseBasicDate } from '../parse-date.ts'
import type { SignableRequest } from '../request.ts'
import type { V4Claim } from './claim.ts'
import { invalidCredential } from './credential.ts'
import { signedDate } from './signed-date.ts'

/**
 * Lets a request pass that is made in time, and whose credential is of the day it was signed on: in the
 * header no more than 15 minutes before or after `now`; in the URL from 15 minutes before its date up to and
 * including `expires` seconds after.
 * Throws `AccessDenied` for an expired URL and for a date that is missing or none, `InvalidArgument` for the
 * day of another date, `RequestTimeTooSkewed` for a date too far away. Source: OSS, "Include a V4 signature
 * in the Authorization header" and "Add signatures to URLs" (V4).
 */
export function checkTime(request: SignableRequest, claim: V4Claim, now: Date): void {
  const text = signedDate(request, claim) ?? ''
  const date = requireDate(parseBasicDate(text))
  if (!text.startsWith(claim.scope.day)) throw invalidCredential(claim.placement, 'date', 'date')
  if (claim.placement === 'header') {
    checkSkew(date, now)
  } else {
    checkStart(date, now)
    checkExpiry(date.getTime() + claim.expires * 1000, now, '0002-00000236')
  }
}
