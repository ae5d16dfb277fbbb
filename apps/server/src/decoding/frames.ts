import type { Writable } from 'node:stream'

/** A message on a pipe: what JSON can say, and bytes beside it. */
export interface Frame<Part extends Uint8Array = Uint8Array> {
  readonly head: unknown
  readonly parts: readonly Part[]
}

/** What a frame may be at most, so that a process gone wild cannot make the other one run out of memory. */
export const FRAME_LIMITS = {
  /** Bytes of the head. */
  head: 2 ** 25,
  /** How many parts. */
  parts: 1024,
  /** Bytes of all parts together. */
  bytes: 2 ** 30,
} as const

/** Bytes before the lengths of the parts: the length of the head and the number of parts. */
const PREFIX = 8

/** Bytes of a number. */
const NUMBER = 4

/**
 * Sends a frame: lengths, head, parts, in a single write without copying the parts, which must not change until they
 * are sent.
 *
 * @param sent is called when they are, or never will be.
 * @throws RangeError beyond `FRAME_LIMITS`.
 */
export function writeFrame(pipe: Writable, { head, parts }: Frame, sent?: () => void): void {
  const json = JSON.stringify(head)
  const lengths = parts.map((part) => part.length)
  const length = Buffer.byteLength(json)
  check(length, lengths)
  const opening = Buffer.allocUnsafe(PREFIX + NUMBER * parts.length + length)
  opening.writeUInt32LE(length, 0)
  opening.writeUInt32LE(parts.length, NUMBER)
  for (const [index, bytes] of lengths.entries()) opening.writeUInt32LE(bytes, PREFIX + NUMBER * index)
  opening.write(json, PREFIX + NUMBER * parts.length)
  const pieces = [opening, ...parts]
  const last = pieces.pop()
  if (pieces.length > 0) pipe.cork()
  for (const piece of pieces) pipe.write(piece)
  pipe.write(last, sent)
  if (pieces.length > 0) pipe.uncork()
}

/**
 * Puts frames together from what comes out of a pipe, however it is cut.
 *
 * @param take gets each frame as soon as it is whole; its parts are views of the chunk where they came in one.
 * @returns takes the next chunk, which must not change any more. Throws RangeError beyond `FRAME_LIMITS`, SyntaxError
 *   for what is no JSON and what `take` throws; nothing more can be read then.
 */
export function createFrameReader(take: (frame: Frame<Buffer>) => void): (chunk: Buffer) => void {
  const frames = readFrames(take)
  let wanted = frames.next().value
  let begun: { readonly bytes: Buffer; filled: number } | undefined

  return (chunk) => {
    let at = 0
    for (;;) {
      if (!begun && chunk.length - at >= wanted) {
        const whole = chunk.subarray(at, at + wanted)
        at += wanted
        wanted = frames.next(whole).value
        continue
      }
      if (at === chunk.length) return
      begun ??= { bytes: Buffer.allocUnsafeSlow(wanted), filled: 0 }
      const copied = chunk.copy(begun.bytes, begun.filled, at)
      at += copied
      begun.filled += copied
      if (begun.filled < wanted) return
      const { bytes } = begun
      begun = undefined
      wanted = frames.next(bytes).value
    }
  }
}

/** Asks for so many bytes, gets them, and asks for the next. */
function* readFrames(take: (frame: Frame<Buffer>) => void): Generator<number, never, Buffer> {
  for (;;) {
    const prefix = yield PREFIX
    const length = prefix.readUInt32LE(0)
    const count = prefix.readUInt32LE(NUMBER)
    check(length, [], count)
    const numbers = yield NUMBER * count
    const lengths = Array.from({ length: count }, (_, index) => numbers.readUInt32LE(NUMBER * index))
    check(length, lengths)
    const head: unknown = JSON.parse((yield length).toString())
    const parts: Buffer[] = []
    for (const bytes of lengths) parts.push(yield bytes)
    take({ head, parts })
  }
}

function check(head: number, lengths: readonly number[], count = lengths.length): void {
  const bytes = lengths.reduce((sum, length) => sum + length, 0)
  if (head <= FRAME_LIMITS.head && count <= FRAME_LIMITS.parts && bytes <= FRAME_LIMITS.bytes) return
  throw new RangeError(`A frame is too large: a head of ${head} bytes, ${count} parts of ${bytes} bytes.`)
}
