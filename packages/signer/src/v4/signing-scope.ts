import { invalidSigningDate } from '../check-time.ts'
import { SignerError } from '../errors.ts'
import { formatBasicDate } from '../parse-date.ts'
import { headersOf, type SignableRequest } from '../request.ts'
import { additionalHeaderNames } from './additional-headers.ts'
import type { Scope } from './scope.ts'

/** What every version 4 signature is told beside request and credentials. */
export interface ScopeOptions {
  readonly version: 4
  /** The time of signing. Milliseconds are dropped. */
  readonly date: Date
  /** The ID of the bucket's region, without `oss-`: `cn-hangzhou`. */
  readonly region: string
  /**
   * Headers to sign beyond Content-Type, Content-MD5 and `x-oss-` ones, which always are; the request must
   * have them, `host` too. Order and case are of no effect. Default: none.
   */
  readonly additionalHeaders?: readonly string[] | undefined
}

/** The same in the form that is signed. */
export interface SigningScope {
  /** `20260115T083000Z` */
  readonly date: string
  readonly scope: Scope
  readonly additionalHeaders: readonly string[]
}

/**
 * Throws `InvalidArgument` for a date that is none, a region that does not fit the credential, or an
 * additional header that the request does not have.
 */
export function signingScope(request: SignableRequest, options: ScopeOptions): SigningScope {
  const date = formatBasicDate(options.date)
  if (date === undefined) throw invalidSigningDate()
  const region = options.region ?? '' // who does not compile with types may have left it out
  if (!/^[^\s/,]+$/.test(region)) {
    const details = { ArgumentName: 'region' }
    const message = 'Signing with version 4 needs a region, such as cn-hangzhou.'
    throw new SignerError('InvalidArgument', 'region', message, { details })
  }
  const additionalHeaders = additionalHeaderNames(options.additionalHeaders ?? [])
  const headers = headersOf(request)
  const missing = additionalHeaders.find((name) => !headers.has(name))
  if (missing !== undefined) {
    const details = { ArgumentName: 'additionalHeaders', ArgumentValue: missing }
    const message = `The request has no header ${missing} to sign.`
    throw new SignerError('InvalidArgument', 'format', message, { details })
  }
  return { date, scope: { day: date.slice(0, 8), region, product: 'oss' }, additionalHeaders }
}
