import { formatBasicDate, parseHttpDate } from '../parse-date.ts'
import { headersOf, type SignableRequest } from '../request.ts'
import type { V4Claim } from './claim.ts'

/**
 * The text of the date a signature covers, `20260115T083000Z`: in the URL the parameter `x-oss-date`, else
 * the header of that name as it was sent, else `Date` in this form; undefined if there is none.
 */
export function signedDate(request: SignableRequest, claim: V4Claim): string | undefined {
  if (claim.placement === 'url') return claim.date
  const headers = headersOf(request)
  const date = parseHttpDate(headers.get('date') ?? '')
  return headers.get('x-oss-date') ?? (date && formatBasicDate(date))
}
