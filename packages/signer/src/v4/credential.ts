import { SignerError, type SignerStage } from '../errors.ts'
import { PRODUCTS, type Scope, TERMINATOR } from './scope.ts'

/** What of a credential is wrong. */
export type CredentialFault = 'form' | 'accessKeyId' | 'date' | 'region' | 'product'

/** Where a credential stands. Source of the codes: OSS, the pages of 0002-00000206 to -228, -709 and -710. */
const PLACES = {
  header: {
    argument: 'Authorization',
    name: 'Authorization header',
    codes: {
      form: '0002-00000213',
      accessKeyId: '0002-00000206',
      date: '0002-00000212',
      region: '0002-00000226',
      product: '0002-00000227',
    },
  },
  url: {
    argument: 'x-oss-credential',
    name: 'x-oss-credential',
    codes: {
      form: '0002-00000224',
      accessKeyId: '0002-00000222',
      date: '0002-00000223',
      region: '0002-00000226',
      product: undefined,
    },
  },
  form: {
    argument: 'x-oss-credential',
    name: 'x-oss-credential',
    codes: {
      form: '0002-00000710',
      accessKeyId: undefined,
      date: '0002-00000709',
      region: undefined,
      product: undefined,
    },
  },
} as const

/** Where a credential can stand. */
export type CredentialPlacement = keyof typeof PLACES

/** `InvalidArgument` for a credential, with a message that names the fault but not what was sent. */
export function invalidCredential(
  placement: CredentialPlacement,
  fault: CredentialFault,
  stage: SignerStage = 'format',
): SignerError {
  const { argument, name, codes } = PLACES[placement]
  const isWhole = fault === 'form' || fault === 'accessKeyId'
  const message = isWhole ? `${name} is invalid.` : `Invalid signing ${fault} in ${name}.`
  const details = { ArgumentName: argument }
  return new SignerError('InvalidArgument', stage, message, { details, ec: codes[fault] })
}

/**
 * Reads `<AccessKeyId>/<day>/<region>/<product>/aliyun_v4_request`, from the right: an ID may have slashes.
 * Throws `InvalidArgument` for any other form, a day that is not eight digits or an unknown product.
 */
export function readCredential(
  text: string,
  placement: CredentialPlacement,
): { readonly accessKeyId: string; readonly scope: Scope } {
  const parts = text.split('/')
  const accessKeyId = parts.slice(0, -4).join('/')
  const [day = '', region, name, terminator] = parts.slice(-4)
  if (accessKeyId === '' || !region || terminator !== TERMINATOR) throw invalidCredential(placement, 'form')
  if (/\s/.test(accessKeyId)) throw invalidCredential(placement, 'accessKeyId')
  if (!/^\d{8}$/.test(day)) throw invalidCredential(placement, 'date')
  const product = PRODUCTS.find((candidate) => candidate === name)
  if (product === undefined) throw invalidCredential(placement, 'product')
  return { accessKeyId, scope: { day, region, product } }
}
