import { SignerError } from './errors.ts'

/**
 * How far a date may be from the receiver's clock. Source: OSS, "Include signatures in the Authorization
 * header".
 */
const MAX_SKEW_MILLISECONDS = 900_000

/** `InvalidArgument`: what to sign with is no date. */
export function invalidSigningDate(): SignerError {
  return new SignerError('InvalidArgument', 'date', 'The date to sign with is not a valid date.')
}

/** The date that a request brought. Throws `AccessDenied` if it brought none, or one that cannot be read. */
export function requireDate(date: Date | undefined): Date {
  if (date !== undefined) return date
  const message = 'OSS authentication requires a valid Date.'
  throw new SignerError('AccessDenied', 'date', message, { ec: '0002-00000503' })
}

/** Throws `RequestTimeTooSkewed` for a date more than 15 minutes before or after `now`. */
export function checkSkew(date: Date, now: Date): void {
  if (Math.abs(now.getTime() - date.getTime()) <= MAX_SKEW_MILLISECONDS) return
  throw tooSkewed(date, now, '0002-00000504')
}

/** Throws `RequestTimeTooSkewed` for a URL signed at a date more than 15 minutes after `now`. */
export function checkStart(date: Date, now: Date): void {
  if (date.getTime() - now.getTime() <= MAX_SKEW_MILLISECONDS) return
  throw tooSkewed(date, now, '0002-00000235')
}

/** Throws `AccessDenied` for a URL after its last moment, `last`, in milliseconds since 1970 began. */
export function checkExpiry(last: number, now: Date, ec: string): void {
  if (now.getTime() <= last) return
  throw new SignerError('AccessDenied', 'expiry', 'Request has expired.', { ec })
}

function tooSkewed(date: Date, now: Date, ec: string): SignerError {
  const details = {
    MaxAllowedSkewMilliseconds: String(MAX_SKEW_MILLISECONDS),
    RequestTime: date.toISOString(),
    ServerTime: now.toISOString(),
  }
  const message = 'The difference between the request time and the current time is too large.'
  return new SignerError('RequestTimeTooSkewed', 'date', message, { details, ec })
}
