import { checkCredentials } from '../check-credentials.ts'
import type { Credentials } from '../credentials.ts'
import { computeSignature as computeV1Signature } from '../v1/signature.ts'
import { ALGORITHM, writeScope } from '../v4/scope.ts'
import { computeSignature as computeV4Signature } from '../v4/signature.ts'
import { signingKey } from '../v4/signing-key.ts'
import { type ScopeOptions, signingScope } from '../v4/signing-scope.ts'
import { encodePolicy, type PostPolicy } from './policy.ts'

/** How a form is signed with version 1. */
export interface V1SignPolicyOptions {
  readonly version?: 1 | undefined
}

/** How a form is signed with version 4. It can be sent for seven days from `date` on, and no longer than its policy says. */
export type V4SignPolicyOptions = Omit<ScopeOptions, 'additionalHeaders'>

/** How a form is signed. `version` is 1 unless it says 4. */
export type SignPolicyOptions = V1SignPolicyOptions | V4SignPolicyOptions

/**
 * The fields that make a form a signed one, to stand before its file: `policy`, `OSSAccessKeyId` and `Signature`, or
 * for version 4 `policy`, `x-oss-signature-version`, `x-oss-credential`, `x-oss-date` and `x-oss-signature`, and in
 * both `x-oss-security-token` for temporary credentials. Version 4 adds to the policy that its own fields are as they
 * are, without which OSS refuses it.
 * Throws `InvalidArgument` if the expiration, the credentials or, for version 4, date or region do not fit.
 * Source: OSS, "PostObject" and "POST V4 signature".
 */
export function signPolicy(
  policy: PostPolicy,
  credentials: Credentials,
  options: SignPolicyOptions = {},
): [name: string, value: string][] {
  return options.version === 4 ? signWithV4(policy, credentials, options) : signWithV1(policy, credentials)
}

function signWithV1(policy: PostPolicy, credentials: Credentials): [string, string][] {
  checkCredentials(credentials, 'colons')
  const encoded = encodePolicy(policy)
  return [
    ['policy', encoded],
    ['OSSAccessKeyId', credentials.accessKeyId],
    ...tokenField(credentials),
    ['Signature', computeV1Signature(encoded, credentials.accessKeySecret)],
  ]
}

/** What of a request a scope can depend on; a form is signed without its request. */
const NO_REQUEST = { method: 'POST', bucket: '', key: '', query: [], headers: {} }

function signWithV4(
  policy: PostPolicy,
  credentials: Credentials,
  { version, date: signedAt, region }: V4SignPolicyOptions,
): [string, string][] {
  checkCredentials(credentials, 'commas')
  const { date, scope } = signingScope(NO_REQUEST, { version, date: signedAt, region })
  const added: [string, string][] = [
    ['x-oss-signature-version', ALGORITHM],
    ['x-oss-credential', `${credentials.accessKeyId}/${writeScope(scope)}`],
    ['x-oss-date', date],
    ...tokenField(credentials),
  ]
  const own = added.map(([name, value]) => ({ [name]: value }))
  const encoded = encodePolicy({ ...policy, conditions: [...policy.conditions, ...own] })
  const signature = computeV4Signature(encoded, signingKey(credentials.accessKeySecret, scope))
  return [['policy', encoded], ...added, ['x-oss-signature', signature]]
}

function tokenField({ securityToken }: Credentials): [string, string][] {
  return securityToken ? [['x-oss-security-token', securityToken]] : []
}
