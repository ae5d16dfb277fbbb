import { invalidArgument } from '../errors.ts'
import type { ByteRange } from '../storage/storage.ts'
import { unsatisfiable } from './range.ts'

/**
 * The bytes that `x-oss-copy-source-range` asks for: `bytes=0-99`, `bytes=100-` or `bytes=-50`; undefined: all of them.
 * Unlike GetObject, a copy never takes more or less than was asked for.
 *
 * @param size bytes of the source.
 * @throws ServerError `InvalidArgument` for another form, `InvalidRange` for bytes that the source has not. Source: OSS,
 *   "UploadPartCopy".
 */
export function readCopyRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header === undefined) return undefined
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(header.trim()) ?? []
  if (first === '' && last === '') throw invalidArgument('x-oss-copy-source-range', header)
  const start = first === '' ? size - Number(last) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Number(last)
  if (start >= 0 && start <= end && end < size) return { start, end }
  throw unsatisfiable(header, size)
}
