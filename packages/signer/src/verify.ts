import { checkKey, checkToken, type TokenContext } from './check-credentials.ts'
import type { StoredCredentials } from './credentials.ts'
import { type Anonymous, identify } from './identify.ts'
import type { SignableRequest } from './request.ts'
import { checkSignature } from './v1/check-signature.ts'
import { checkTime } from './v1/check-time.ts'

/** What a verifier has beside the request. */
export interface VerifyOptions extends TokenContext {
  /** Looks an AccessKey up by its ID, which is whatever the caller sent. */
  readonly find: (accessKeyId: string) => StoredCredentials | undefined
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

/**
 * Proves who a request comes from. Bad credentials never fall back to anonymous: they throw, in this order of
 * checks: format (`InvalidArgument`, `AccessDenied`), time (`AccessDenied`, `RequestTimeTooSkewed`), key
 * (`InvalidAccessKeyId`), token (`InvalidSecurityToken`, `AccessKeyIdAndSecurityTokenNotMatch`,
 * `SecurityTokenExpired`, `InvalidAccessKeyId`), signature (`SignatureDoesNotMatch`).
 */
export function verify(request: SignableRequest, options: VerifyOptions): Identity {
  const claim = identify(request)
  if (claim.kind === 'anonymous') return claim
  checkTime(request, claim, options.now)
  const stored = checkKey(claim, options.find)
  checkToken(claim, stored, options)
  checkSignature(request, claim, stored.accessKeySecret)
  const { kind, accessKeyId, version, placement } = claim
  return { kind, accessKeyId, version, placement }
}
