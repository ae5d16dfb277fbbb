import { ServerError } from '../errors.ts'
import type { ByteRange } from '../storage/storage.ts'

/**
 * The part of an object that a Range header asks for; undefined: all of it. OSS answers a range that does not lie
 * within the object with the whole object, unless `x-oss-range-behavior: standard` asks for what HTTP says. Several
 * ranges are never served.
 *
 * @param size bytes of the object.
 * @throws ServerError `InvalidRange`, for standard behaviour only.
 * Source: OSS, "GetObject", Range.
 */
export function selectRange(
  header: string | undefined,
  size: number,
  standard: boolean,
): ByteRange | undefined {
  if (header === undefined) return undefined
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(header.trim()) ?? []
  if (first === '' && last === '') return undefined
  if (first !== '' && last !== '' && Number(first) > Number(last)) return undefined
  const { start, end } =
    first === '' ? suffix(Number(last), size) : { start: Number(first), end: endOf(last, size) }
  if (start >= 0 && start < size && end < size) return { start, end }
  if (!standard) return undefined
  if (size > 0 && start < size) return { start: Math.max(start, 0), end: size - 1 }
  throw unsatisfiable(header, size)
}

/** The last `length` bytes; the start is negative when there are fewer. */
function suffix(length: number, size: number): ByteRange {
  return { start: length === 0 ? size : size - length, end: size - 1 }
}

function endOf(last: string, size: number): number {
  return last === '' ? size - 1 : Number(last)
}

/** The object has no such bytes. Source: OSS, "Error codes". */
export function unsatisfiable(header: string, size: number): ServerError {
  return new ServerError('InvalidRange', 'The requested range cannot be satisfied', {
    fields: { RangeRequested: header, ActualObjectSize: String(size) },
    headers: { 'content-range': `bytes */${size}` },
  })
}
