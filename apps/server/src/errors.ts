/** The OSS codes that the HTTP side itself answers with; the packages and the storage have their own. */
export type ServerErrorCode =
  | 'AccessDenied'
  | 'AccessForbidden'
  | 'BadRequest'
  | 'EntityTooLarge'
  | 'EntityTooSmall'
  | 'IncorrectNumberOfFilesInPOSTRequest'
  | 'InternalError'
  | 'InvalidArgument'
  | 'InvalidBucketName'
  | 'InvalidDigest'
  | 'InvalidObjectName'
  | 'InvalidPolicyDocument'
  | 'InvalidRange'
  | 'InvalidRequest'
  | 'MalformedPOSTRequest'
  | 'MalformedXML'
  | 'MaxPOSTPreDataLengthExceededError'
  | 'MethodNotAllowed'
  | 'MissingContentLength'
  | 'NoSuchCORSConfiguration'
  | 'NoSuchKey'
  | 'NotImplemented'
  | 'PreconditionFailed'
  | 'RequestTimeout'
  | 'ServiceUnavailable'
  | 'WatermarkError'

/** What the answer says beside the code and the message. */
export interface ServerErrorDetails {
  /** Elements of the error document after `HostId`, in their order. Not yet escaped. Default: none. */
  readonly fields?: Readonly<Record<string, string>>
  /** Headers that belong to this error, such as `allow`. Default: none. */
  readonly headers?: Readonly<Record<string, string>>
  /** OSS's fine-grained diagnostic code, such as `0003-00000001`. */
  readonly ec?: string | undefined
}

/** A request that the server refuses. */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  readonly code: ServerErrorCode
  readonly fields: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly ec: string | undefined

  constructor(code: ServerErrorCode, message: string, details: ServerErrorDetails = {}) {
    super(message)
    this.code = code
    this.fields = details.fields ?? {}
    this.headers = details.headers ?? {}
    this.ec = details.ec
  }
}

/** One argument is to blame: `InvalidArgument` that names it, in the service's words. Source: OSS, "Error codes". */
export function invalidArgument(
  name: string,
  value: string,
  {
    message = `The value: ${value} of parameter: ${name} is invalid.`,
    ec,
  }: { message?: string; ec?: string } = {},
): ServerError {
  return new ServerError('InvalidArgument', message, {
    fields: { ArgumentName: name, ArgumentValue: value },
    ec,
  })
}

/** A header asks for something that is not done here. Source: OSS, "Error codes". */
export function headerNotImplemented(header: string): ServerError {
  const message = 'A header you provided implies functionality that is not implemented.'
  return new ServerError('NotImplemented', message, { fields: { Header: header } })
}
