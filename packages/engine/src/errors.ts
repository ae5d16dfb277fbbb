/** The OSS codes the engine answers with. */
export type EngineErrorCode =
  | 'BadRequest'
  | 'BadWebPImage'
  | 'CutEdgeExceedRange'
  | 'ImageTooLarge'
  | 'InvalidArgument'
  | 'WatermarkError'

/** What a program may want to know beside the code and the message. */
export interface EngineErrorDetails {
  /** OSS's fine-grained diagnostic code, such as `0040-00000005`. */
  readonly ec?: string
  /** The wire name of the operation to blame. */
  readonly operation?: string
  readonly cause?: unknown
}

/** A picture or a request that cannot be processed. The caller's fault, never the server's. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: EngineErrorCode
  readonly ec: string | undefined
  readonly operation: string | undefined

  constructor(code: EngineErrorCode, message: string, details: EngineErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined)
    this.code = code
    this.ec = details.ec
    this.operation = details.operation
  }
}

/** A source that is no picture we process. Source: OSS, "Image processing error codes". */
export function unsupportedFormat(): EngineError {
  return new EngineError('BadRequest', 'This image format is not supported.', { ec: '0040-00000005' })
}

/** A recognised picture that cannot be read. Source: OSS, "Image processing error codes". */
export function damaged(cause?: unknown): EngineError {
  return new EngineError('BadRequest', 'The image file may be damaged.', { cause })
}
