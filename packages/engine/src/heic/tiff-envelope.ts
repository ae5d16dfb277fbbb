import type { Raw } from '../pixels/raw.ts'

/** Types of a TIFF entry. */
const BYTES = 7
const SHORT = 3
const LONG = 4

const HEADER_LENGTH = 8
const ENTRY_LENGTH = 12

/** A field of a TIFF: a tag, a type, how many values, and the one value or where they lie. */
type Entry = readonly [tag: number, type: number, count: number, value: number]

/** An uncompressed TIFF of a picture: the plainest file that pixels and their ICC profile have in common. */
export function tiffEnvelope(raw: Raw, profile: Uint8Array): Buffer {
  const { data, width, height, channels } = raw
  const entries = (depths: number, start: number): readonly Entry[] => [
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, channels, depths],
    [259, SHORT, 1, 1], // not compressed
    [262, SHORT, 1, 2], // RGB
    [273, LONG, 1, start + profile.length],
    [277, SHORT, 1, channels],
    [278, LONG, 1, height], // rows of the one strip
    [279, LONG, 1, data.length],
    ...(channels === 4 ? ([[338, SHORT, 1, 2]] as const) : []), // alpha, colours not multiplied by it
    [34675, BYTES, profile.length, start],
  ]
  const depths = HEADER_LENGTH + 2 + entries(0, 0).length * ENTRY_LENGTH + 4
  const head = Buffer.alloc(depths + channels * 2)
  head.write('II*\0', 'latin1')
  head.writeUInt32LE(HEADER_LENGTH, 4)
  writeEntries(head, entries(depths, head.length))
  for (let channel = 0; channel < channels; channel++) head.writeUInt16LE(8, depths + channel * 2)
  return Buffer.concat([head, profile, data])
}

/** A lone SHORT stands in the first half of its field, where little-endian puts a small LONG, too. */
function writeEntries(head: Buffer, entries: readonly Entry[]): void {
  head.writeUInt16LE(entries.length, HEADER_LENGTH)
  entries.forEach(([tag, type, count, value], index) => {
    const at = HEADER_LENGTH + 2 + index * ENTRY_LENGTH
    head.writeUInt16LE(tag, at)
    head.writeUInt16LE(type, at + 2)
    head.writeUInt32LE(count, at + 4)
    head.writeUInt32LE(value, at + 8)
  })
}
