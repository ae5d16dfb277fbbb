/** One tag: number, type (2 ASCII, 3 SHORT, 4 LONG, 5 RATIONAL, 1 BYTE), count, and its four bytes as a number. */
type Entry = readonly [tag: number, type: number, count: number, value: number]

interface Directory {
  readonly at: number
  readonly entries: readonly Entry[]
  /** Where the next directory stands; 0: none. */
  readonly next: number
}

/** Writes a big-endian TIFF block of `length` bytes with these directories and, at their offsets, these data. */
export function tiffBlock(
  directories: readonly Directory[],
  length: number,
  data: readonly (readonly [at: number, bytes: Buffer])[] = [],
): Buffer {
  const block = Buffer.alloc(length)
  block.write('MM', 0, 'latin1')
  block.writeUInt16BE(42, 2)
  block.writeUInt32BE(8, 4)
  for (const { at, entries, next } of directories) {
    block.writeUInt16BE(entries.length, at)
    for (const [index, [tag, type, count, value]] of entries.entries()) {
      const entry = at + 2 + 12 * index
      block.writeUInt16BE(tag, entry)
      block.writeUInt16BE(type, entry + 2)
      block.writeUInt32BE(count, entry + 4)
      block.writeUInt32BE(value >>> 0, entry + 8)
    }
    block.writeUInt32BE(next, at + 2 + 12 * entries.length)
  }
  for (const [at, bytes] of data) bytes.copy(block, at)
  return block
}

function rational(numerator: number, denominator: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32BE(numerator, 0)
  bytes.writeUInt32BE(denominator, 4)
  return bytes
}

/** The EXIF block that the documents' picture `f.jpg` carries, as far as `image/info` shows it. */
export function documentedExif(): Buffer {
  const software = Buffer.from('Microsoft Windows Photo Viewer 6.1.7600.16385\0')
  const date = Buffer.from('2015:02:11 15:38:27\0')
  const datum = Buffer.from('WGS-84\0')
  const zero = Buffer.concat([rational(0, 1), rational(0, 1), rational(0, 1)])
  return tiffBlock(
    [
      {
        at: 8,
        entries: [
          [0x0112, 3, 1, 7 << 16],
          [0x011a, 5, 1, 200],
          [0x011b, 5, 1, 208],
          [0x0128, 3, 1, 2 << 16],
          [0x0131, 2, software.length, 220],
          [0x0132, 2, date.length, 300],
          [0x8769, 4, 1, 2212],
          [0x8825, 4, 1, 4292],
        ],
        next: 400,
      },
      {
        at: 400,
        entries: [
          [0x0103, 3, 1, 6 << 16],
          [0x0201, 4, 1, 4518],
          [0x0202, 4, 1, 3232],
        ],
        next: 0,
      },
      { at: 2212, entries: [], next: 0 },
      {
        at: 4292,
        entries: [
          [0x0000, 1, 4, 0x02020000],
          [0x0001, 2, 2, 0x4e000000],
          [0x0002, 5, 3, 4400],
          [0x0003, 2, 2, 0x45000000],
          [0x0004, 5, 3, 4430],
          [0x0012, 2, datum.length, 4460],
        ],
        next: 0,
      },
    ],
    4518 + 3232,
    [
      [200, rational(96, 1)],
      [208, rational(96, 1)],
      [220, software],
      [300, date],
      [4400, zero],
      [4430, zero],
      [4460, datum],
    ],
  )
}
