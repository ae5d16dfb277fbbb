export { constantTimeEqual } from './constant-time-equal.ts'
export type { Credentials, StoredCredentials } from './credentials.ts'
export { SignerError, type SignerErrorCode, type SignerErrorContext, type SignerStage } from './errors.ts'
export type { FormFields } from './form/fields.ts'
export type { PolicyCondition, PostPolicy } from './form/policy.ts'
export {
  type SignPolicyOptions,
  signPolicy,
  type V1SignPolicyOptions,
  type V4SignPolicyOptions,
} from './form/sign-policy.ts'
export { type FormIdentity, verifyPolicy } from './form/verify-policy.ts'
export { type Anonymous, type Claim, identify } from './identify.ts'
export { type PresignOptions, presign } from './presign.ts'
export { parseQuery } from './query.ts'
export type { SignableRequest } from './request.ts'
export { type SignHeadersOptions, signHeaders } from './sign.ts'
export type { V1Claim, V1HeaderClaim, V1UrlClaim } from './v1/claim.ts'
export * as v1 from './v1/index.ts'
export type { V1PresignOptions } from './v1/presign.ts'
export type { V1SignHeadersOptions } from './v1/sign.ts'
export type { V4Claim, V4HeaderClaim, V4UrlClaim } from './v4/claim.ts'
export * as v4 from './v4/index.ts'
export type { V4PresignOptions } from './v4/presign.ts'
export type { V4SignHeadersOptions } from './v4/sign.ts'
export { type Identity, type VerifyOptions, verify } from './verify.ts'
