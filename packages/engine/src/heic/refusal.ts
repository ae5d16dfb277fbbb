import { EngineError, unsupportedFormat } from '../errors.ts'
import type { Failure } from './messages.ts'

const ERRORS: Readonly<Record<Failure, (cause: unknown) => EngineError>> = {
  damaged: damagedHeic,
  unsupported: unsupportedFormat,
  'too-large': tooMuchMemory,
}

/** What the caller is told when the worker gives no picture. */
export function refusal(failure: Failure, reason: string): EngineError {
  return ERRORS[failure](new Error(reason))
}

/** A HEIC that cannot be read. Source: OSS, "Image processing error codes". */
function damagedHeic(cause: unknown): EngineError {
  return new EngineError('BadRequest', 'The image file may be damaged.', { ec: '0040-00000020', cause })
}

/** A picture that would need more memory than decoding may use. */
export function tooMuchMemory(cause: unknown): EngineError {
  return new EngineError('ImageTooLarge', 'The image takes too much memory to decode.', { cause })
}
