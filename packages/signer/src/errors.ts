/** The OSS codes a signature can be refused with. */
export type SignerErrorCode =
  | 'AccessDenied'
  | 'AccessKeyIdAndSecurityTokenNotMatch'
  | 'InvalidAccessKeyId'
  | 'InvalidArgument'
  | 'InvalidSecurityToken'
  | 'RequestTimeTooSkewed'
  | 'SecurityTokenExpired'
  | 'SignatureDoesNotMatch'

/**
 * The check that failed. A header is checked in the order format, region (version 4 only), date, key, token,
 * signature; a URL has expiry for date, in version 4 after it.
 */
export type SignerStage = 'format' | 'region' | 'date' | 'expiry' | 'key' | 'token' | 'signature'

/** What a program may want to know beside code, stage and message. */
export interface SignerErrorContext {
  /** See {@link SignerError.details}. Default: none. */
  readonly details?: Readonly<Record<string, string>>
  /** See {@link SignerError.ec}. */
  readonly ec?: string | undefined
}

/** A request that is not signed as it should be, or that cannot be signed as asked. Never holds a secret. */
export class SignerError extends Error {
  override readonly name = 'SignerError'
  readonly code: SignerErrorCode
  readonly stage: SignerStage
  /**
   * Elements of the OSS error document after `HostId`, in its order, such as `OSSAccessKeyId`. Not yet
   * XML-escaped.
   */
  readonly details: Readonly<Record<string, string>>
  /** OSS's fine-grained diagnostic code, such as `0002-00000069`, where one is published. */
  readonly ec: string | undefined

  constructor(
    code: SignerErrorCode,
    stage: SignerStage,
    message: string,
    { details = {}, ec }: SignerErrorContext = {},
  ) {
    super(message)
    this.code = code
    this.stage = stage
    this.details = details
    this.ec = ec
  }
}
