import { checkKey, checkToken, type TokenContext } from './check-credentials.ts'
import type { StoredCredentials } from './credentials.ts'
import { type Anonymous, identify } from './identify.ts'
import type { SignableRequest } from './request.ts'
import { checkSignature as checkV1Signature } from './v1/check-signature.ts'
import { checkTime as checkV1Time } from './v1/check-time.ts'
import type { V1Claim } from './v1/claim.ts'
import { checkRegion } from './v4/check-region.ts'
import { checkSignature as checkV4Signature } from './v4/check-signature.ts'
import { checkTime as checkV4Time } from './v4/check-time.ts'
import type { V4Claim } from './v4/claim.ts'

/** What a verifier has beside the request. */
export interface VerifyOptions extends TokenContext {
  /** Looks an AccessKey up by its ID, which is whatever the caller sent. */
  readonly find: (accessKeyId: string) => StoredCredentials | undefined
  /**
   * The region a version 4 signature must be made for, `cn-hangzhou`. Default: whichever it was made for.
   * Version 1 knows none.
   */
  readonly region?: string | undefined
}

/** Who a request comes from. What they may do is not decided here. */
export type Identity =
  | Anonymous
  | {
      readonly kind: 'signed'
      readonly accessKeyId: string
      readonly version: 1
      readonly placement: 'header' | 'url'
    }
  | {
      readonly kind: 'signed'
      readonly accessKeyId: string
      readonly version: 4
      readonly placement: 'header' | 'url'
      /** The region the request was signed for. */
      readonly region: string
    }

/**
 * Proves who a request comes from. Bad credentials never fall back to anonymous: they throw, in this order
 * of checks: format (`InvalidArgument`, `AccessDenied`), region (`InvalidArgument`), time (`AccessDenied`,
 * `RequestTimeTooSkewed`, `InvalidArgument` for the day of another date), key (`InvalidAccessKeyId`), token
 * (`InvalidSecurityToken`, `AccessKeyIdAndSecurityTokenNotMatch`, `SecurityTokenExpired`,
 * `InvalidAccessKeyId`), signature (`SignatureDoesNotMatch`).
 */
export function verify(request: SignableRequest, options: VerifyOptions): Identity {
  const claim = identify(request)
  if (claim.kind === 'anonymous') return claim
  if (claim.version === 4) checkRegion(claim, options.region)
  checkTime(request, claim, options.now)
  const stored = checkKey(claim, options.find)
  checkToken(claim, stored, options)
  checkSignature(request, claim, stored.accessKeySecret)
  const { kind, accessKeyId, placement } = claim
  if (claim.version === 1) return { kind, accessKeyId, version: 1, placement }
  return { kind, accessKeyId, version: 4, placement, region: claim.scope.region }
}

function checkTime(request: SignableRequest, claim: V1Claim | V4Claim, now: Date): void {
  if (claim.version === 1) checkV1Time(request, claim, now)
  else checkV4Time(request, claim, now)
}

function checkSignature(request: SignableRequest, claim: V1Claim | V4Claim, accessKeySecret: string): void {
  if (claim.version === 1) checkV1Signature(request, claim, accessKeySecret)
  else checkV4Signature(request, claim, accessKeySecret)
}
