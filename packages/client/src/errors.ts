/** What an answer, or the call itself, tells of a failure beside code and message. */
export interface ClientErrorDetails {
  /** See {@link ClientError.status}. Default: undefined, nothing was sent. */
  readonly status?: number | undefined
  readonly requestId?: string | undefined
  readonly ec?: string | undefined
  readonly hostId?: string | undefined
  /** See {@link ClientError.fields}. Default: none. */
  readonly fields?: Readonly<Record<string, string>>
}

/**
 * A request that the server refused, an answer that is not one of OSS, or a call that could not be sent as
 * asked. A failure of the network is none of these: what `fetch` throws passes through.
 */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  /**
   * OSS's code, such as `NoSuchKey`, as the server sent it. For an error without a document (HEAD, 304):
   * `NotModified`, `AccessDenied`, `NoSuchKey` or `PreconditionFailed` by the status. Our own:
   * `InvalidArgument`, `InvalidBucketName` and `InvalidObjectName` (nothing was sent), `InvalidResponse` (the
   * answer is not one of OSS).
   */
  readonly code: string
  /** The HTTP status; undefined when nothing was sent. */
  readonly status: number | undefined
  /** What to quote when asking whoever runs the server. */
  readonly requestId: string | undefined
  /** OSS's fine-grained diagnostic code, such as `0026-00000001`. */
  readonly ec: string | undefined
  /** The host that the server took the request to be for. */
  readonly hostId: string | undefined
  /** The further elements of the error document, such as `Key` or `StringToSign`. */
  readonly fields: Readonly<Record<string, string>>

  constructor(code: string, message: string, details: ClientErrorDetails = {}) {
    super(message)
    this.code = code
    this.status = details.status
    this.requestId = details.requestId
    this.ec = details.ec
    this.hostId = details.hostId
    this.fields = details.fields ?? {}
  }
}
