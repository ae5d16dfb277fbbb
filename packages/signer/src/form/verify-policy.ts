import { checkKey, checkToken } from '../check-credentials.ts'
import { checkExpiry, checkStart, requireDate } from '../check-time.ts'
import { constantTimeEqual } from '../constant-time-equal.ts'
import type { Anonymous } from '../identify.ts'
import { parseBasicDate } from '../parse-date.ts'
import { signatureMismatch } from '../signature-mismatch.ts'
import { computeSignature as computeV1Signature } from '../v1/signature.ts'
import { checkRegion } from '../v4/check-region.ts'
import { invalidCredential } from '../v4/credential.ts'
import { LONGEST_LIFETIME } from '../v4/lifetime.ts'
import { computeSignature as computeV4Signature } from '../v4/signature.ts'
import { signingKey } from '../v4/signing-key.ts'
import type { VerifyOptions } from '../verify.ts'
import { readFormClaim, type V1FormClaim, type V4FormClaim } from './claim.ts'
import type { FormFields } from './fields.ts'

/** Who a form comes from. What the policy allows is not decided here. */
export type FormIdentity =
  | Anonymous
  | {
      readonly kind: 'signed'
      readonly accessKeyId: string
      readonly version: 1
      readonly placement: 'form'
    }
  | {
      readonly kind: 'signed'
      readonly accessKeyId: string
      readonly version: 4
      readonly placement: 'form'
      /** The region the form was signed for. */
      readonly region: string
    }

/**
 * Proves who wrote the policy of a form: whoever signed it, or nobody in particular where there is none. The policy is
 * all that is signed. It is for the caller to hold the form against it, its expiration too, and in version 4 to insist
 * that it has a condition on `x-oss-signature-version`, `x-oss-credential` and `x-oss-date` each.
 * Throws, in this order of checks: format (`InvalidArgument`), region (`InvalidArgument`), time, in version 4 only
 * (`AccessDenied`, `RequestTimeTooSkewed`, `InvalidArgument` for the day of another date), key (`InvalidAccessKeyId`),
 * token (`InvalidSecurityToken`, `AccessKeyIdAndSecurityTokenNotMatch`, `SecurityTokenExpired`, `InvalidAccessKeyId`),
 * signature (`SignatureDoesNotMatch`). Source: OSS, "PostObject" and "POST V4 signature".
 */
export function verifyPolicy(fields: FormFields, options: VerifyOptions): FormIdentity {
  const claim = readFormClaim(fields)
  if (claim.kind === 'anonymous') return claim
  if (claim.version === 4) {
    checkRegion(claim, options.region)
    checkTime(claim, options.now)
  }
  const stored = checkKey(claim, options.find)
  checkToken(claim, stored, options)
  checkSignature(claim, stored.accessKeySecret)
  const { kind, accessKeyId, placement } = claim
  if (claim.version === 1) return { kind, accessKeyId, version: 1, placement }
  return { kind, accessKeyId, version: 4, placement, region: claim.scope.region }
}

/** A form may be sent from 15 minutes before its date up to and including seven days after. */
function checkTime({ date: text, scope }: V4FormClaim, now: Date): void {
  const date = requireDate(parseBasicDate(text))
  if (!text.startsWith(scope.day)) throw invalidCredential('form', 'date', 'date')
  checkStart(date, now)
  checkExpiry(date.getTime() + LONGEST_LIFETIME * 1000, now, '0002-00000236')
}

function checkSignature(claim: V1FormClaim | V4FormClaim, accessKeySecret: string): void {
  const { policy, signature } = claim
  const expected =
    claim.version === 1
      ? computeV1Signature(policy, accessKeySecret)
      : computeV4Signature(policy, signingKey(accessKeySecret, claim.scope))
  if (!constantTimeEqual(expected, signature)) throw signatureMismatch(claim, policy)
}
