import { decodeRecord } from './record.ts'
import type { Shelf } from './shelf.ts'
import { type Waiting, waiting } from './write-buffer.ts'

/** Reads the entry of a slot, to write it once more. Undefined when it cannot be read, or is damaged, or was forgotten meanwhile. */
export async function revive(shelf: Shelf, slot: number): Promise<Waiting | undefined> {
  const found = shelf.at(slot)
  if (!found) return undefined
  const { segment, offset, length } = found
  const bytes = await segment.read(offset, length).catch(() => undefined)
  const record = bytes && decodeRecord(bytes, segment.salt)
  if (!record || !shelf.index.isReachable(slot)) return undefined
  const { name, tags, data, contentType } = record
  return waiting(name, tags, { data, contentType })
}
