import type { ClaimedCredentials } from '../claimed-credentials.ts'
import { SignerError } from '../errors.ts'
import type { Anonymous } from '../identify.ts'
import { readCredential } from '../v4/credential.ts'
import { ALGORITHM, type Scope } from '../v4/scope.ts'
import { type FormFields, fieldValue } from './fields.ts'

/** What a signed form has in either version; the token is that of `x-oss-security-token` or `security-token`. */
interface FormCredentials extends ClaimedCredentials {
  readonly placement: 'form'
  /** The field itself, in base64: the text that is signed. */
  readonly policy: string
}

/** Credentials of version 1 in a form. */
export interface V1FormClaim extends FormCredentials {
  readonly version: 1
}

/** Credentials of version 4 in a form. */
export interface V4FormClaim extends FormCredentials {
  readonly version: 4
  readonly scope: Scope
  /** `x-oss-date` as sent; not yet known to be a date. */
  readonly date: string
}

/** Who a form says it comes from, well-formed but not yet proven. */
export type FormClaim = Anonymous | V1FormClaim | V4FormClaim

const V1_FIELDS = ['OSSAccessKeyId', 'Signature']
const V4_FIELDS = ['x-oss-signature-version', 'x-oss-credential', 'x-oss-signature']

/** What is wrong with a field that is missing, or there without a value. Source: OSS, the pages of 0002-00000702 to -704. */
const FAULTS: Readonly<Record<string, { readonly missing?: string; readonly empty?: string }>> = {
  policy: { missing: '0002-00000702', empty: '0006-00000205' },
  Signature: { missing: '0002-00000703', empty: '0002-00000704' },
  'x-oss-signature': { missing: '0002-00000703', empty: '0002-00000704' },
}

/**
 * Reads the credentials of a form without judging them. Fields without a value count as absent; a date or a token alone
 * is no credential.
 * Throws `InvalidArgument` if there are some of the fields that belong together but not all, those of both versions, or
 * a malformed credential. Source: OSS, "PostObject" and "POST V4 signature".
 */
export function readFormClaim(fields: FormFields): FormClaim {
  const hasAny = (names: readonly string[]) => names.some((name) => fieldValue(fields, name))
  const hasV4 = hasAny(V4_FIELDS)
  if (hasV4 && hasAny(V1_FIELDS)) {
    const message = 'A form is signed with version 1 or with version 4, not with both.'
    throw new SignerError('InvalidArgument', 'format', message)
  }
  if (hasV4) return readV4Claim(fields)
  return hasAny([...V1_FIELDS, 'policy']) ? readV1Claim(fields) : { kind: 'anonymous' }
}

function readV1Claim(fields: FormFields): V1FormClaim {
  const accessKeyId = required(fields, 'OSSAccessKeyId')
  const policy = required(fields, 'policy')
  const signature = required(fields, 'Signature')
  const securityToken = tokenOf(fields)
  return { kind: 'signed', version: 1, placement: 'form', accessKeyId, policy, signature, securityToken }
}

function readV4Claim(fields: FormFields): V4FormClaim {
  const version = required(fields, 'x-oss-signature-version')
  if (version !== ALGORITHM) {
    const details = { ArgumentName: 'x-oss-signature-version', ArgumentValue: version }
    const message = 'The value of x-oss-signature-version is not supported.'
    throw new SignerError('InvalidArgument', 'format', message, { details })
  }
  const credential = required(fields, 'x-oss-credential')
  const date = required(fields, 'x-oss-date')
  const policy = required(fields, 'policy')
  const signature = required(fields, 'x-oss-signature')
  return {
    kind: 'signed',
    version: 4,
    placement: 'form',
    ...readCredential(credential, 'form'),
    date,
    policy,
    signature,
    securityToken: tokenOf(fields),
  }
}

function tokenOf(fields: FormFields): string | undefined {
  return fieldValue(fields, 'x-oss-security-token') || fieldValue(fields, 'security-token') || undefined
}

function required(fields: FormFields, name: string): string {
  const value = fieldValue(fields, name)
  if (value) return value
  const message = `Bucket POST must contain a field named '${name}'. If it is specified, please check the order of the fields.`
  const ec = FAULTS[name]?.[value === undefined ? 'missing' : 'empty']
  throw new SignerError('InvalidArgument', 'format', message, { details: { ArgumentName: name }, ec })
}
