import { decodeHead, MAX_HEAD_BYTES } from './record.ts'
import { SEGMENT_HEAD_BYTES, type Segment } from './segment.ts'
import type { Shelf } from './shelf.ts'

/** Bytes read at a time: many small records at once, and never less than a head. */
const CHUNK = 4 * MAX_HEAD_BYTES

/**
 * Takes in what lies in a segment that was opened. What comes behind the last whole record, or behind a damaged head, is
 * cut off: what nobody knows of could not be purged. Data is not looked at.
 */
export async function scanSegment(shelf: Shelf, segment: Segment): Promise<void> {
  let offset = SEGMENT_HEAD_BYTES
  while (offset < segment.size) {
    const chunk = await segment.read(offset, Math.min(CHUNK, segment.size - offset))
    const length = takeIn(shelf, segment, offset, chunk)
    if (length === 0) await segment.cut(offset)
    offset += length
  }
  segment.isScanned = true
}

/** Takes in the records whose heads are whole in a chunk. Gives their length, which may go beyond the chunk's end. */
function takeIn(shelf: Shelf, segment: Segment, offset: number, chunk: Buffer): number {
  let position = 0
  while (position < chunk.length) {
    const head = decodeHead(chunk.subarray(position), segment.salt)
    if (!head) break
    const length = head.headLength + head.dataLength
    if (offset + position + length > segment.size) break
    if (head.isLive) shelf.add(head.name, head.tags, segment, offset + position, length)
    position += length
  }
  return position
}
