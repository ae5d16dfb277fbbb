import { getSystemErrorMap } from 'node:util'
import { CliError } from './errors.ts'

/**
 * The error of a file that cannot be read or written, such as
 * `cannot read in.jpg: no such file or directory`. Anything but a system error comes back as it is.
 */
export function fileError(action: 'read' | 'write', name: string, cause: unknown): unknown {
  if (!isSystemError(cause)) return cause
  const reason = getSystemErrorMap().get(cause.errno)?.[1] ?? cause.message
  return new CliError('File', `cannot ${action} ${name}: ${reason}`, { cause })
}

/** Did the reader of our output leave, as `head` does? */
export function isBrokenPipe(error: unknown): boolean {
  return isSystemError(error) && error.code === 'EPIPE'
}

/** Is it an error of the operating system, such as `ENOENT`? */
export function isSystemError(
  error: unknown,
): error is Error & { readonly errno: number; readonly code: string } {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number' && 'code' in error
}
