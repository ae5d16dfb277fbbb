import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFont } from './font-file.ts'

type Name = readonly [platform: number, language: number, id: number, text: string]

interface Table {
  readonly tag: string
  readonly data: Buffer
}

function nameTable(names: readonly Name[]): Table {
  const texts = names.map(([, , , text]) => Buffer.from(text, 'utf16le').swap16())
  const head = Buffer.alloc(6 + names.length * 12)
  head.writeUInt16BE(names.length, 2)
  head.writeUInt16BE(head.length, 4)
  let offset = 0
  for (const [index, [platform, language, id]] of names.entries()) {
    const length = texts[index]?.length ?? 0
    const record = [platform, 1, language, id, length, offset]
    for (const [field, value] of record.entries()) head.writeUInt16BE(value, 6 + index * 12 + field * 2)
    offset += length
  }
  return { tag: 'name', data: Buffer.concat([head, ...texts]) }
}

function os2Table(version: number, codePages: number): Table {
  const data = Buffer.alloc(96)
  data.writeUInt16BE(version)
  data.writeUInt32BE(codePages, 78)
  return { tag: 'OS/2', data }
}

/** A font of these tables, which begins `start` bytes into its file. */
function font(tables: readonly Table[], start = 0): Buffer {
  const head = Buffer.alloc(12 + tables.length * 16)
  head.writeUInt32BE(0x0001_0000)
  head.writeUInt16BE(tables.length, 4)
  let offset = start + head.length
  for (const [index, { tag, data }] of tables.entries()) {
    head.write(tag, 12 + index * 16, 'latin1')
    head.writeUInt32BE(offset, 12 + index * 16 + 8)
    offset += data.length
  }
  return Buffer.concat([head, ...tables.map(({ data }) => data)])
}

const english = nameTable([[3, 0x409, 1, 'Song']])
const chinese = os2Table(3, 1 << 18)

describe('readFont', () => {
  it.each([
    ['its family', [[3, 0x409, 1, 'Song']], 'Song'],
    [
      'the family that joins all weights',
      [
        [3, 0x409, 1, 'Song Thin'],
        [3, 0x409, 16, 'Song'],
      ],
      'Song',
    ],
    [
      'the English one',
      [
        [3, 0x804, 1, '宋体'],
        [3, 0x409, 1, 'Song'],
      ],
      'Song',
    ],
    ['any when there is no English one', [[3, 0x804, 1, '宋体']], '宋体'],
    [
      'that for Windows',
      [
        [1, 0, 1, 'Macintosh'],
        [3, 0x409, 1, 'Song'],
        [0, 0, 1, 'Unicode'],
      ],
      'Song',
    ],
  ] satisfies [string, Name[], string][])('reads %s', (_, names, family) => {
    expect(readFont(font([nameTable(names)]))).toEqual({ family, chinese: false })
  })

  it.each([
    ['says so', [english, chinese], true],
    ['does not', [os2Table(3, ~(1 << 18) >>> 0), english], false],
    ['is too old to say', [os2Table(0, 1 << 18), english], false],
  ])('asks whether a font covers Chinese: it %s', (_, tables, covers) => {
    expect(readFont(font(tables))).toEqual({ family: 'Song', chinese: covers })
  })

  it('reads the first font of a collection', () => {
    const head = Buffer.alloc(20)
    head.write('ttcf\0\x01\0\0\0\0\0\x01\0\0\0\x14', 'latin1')
    expect(readFont(Buffer.concat([head, font([english, chinese], 20)]))).toEqual({
      family: 'Song',
      chinese: true,
    })
  })

  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['text', Buffer.from('This is not a font but a sentence of some length.')],
    ['a font without names', font([chinese])],
    ['a font without a family', font([nameTable([[3, 0x409, 4, 'Song Regular']])])],
    ['a font cut short', font([english]).subarray(0, 40)],
  ])('does not read %s', (_, bytes) => {
    expect(readFont(bytes)).toBeUndefined()
  })

  it('never throws', () => {
    const whole = font([english, chinese])
    const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), {
      maxLength: 6,
    })
    fc.assert(
      fc.property(edits, fc.nat(whole.length), (changes, length) => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of changes) bytes[at] = value
        expect(() => readFont(bytes.subarray(0, length))).not.toThrow()
        expect(() => readFont(bytes)).not.toThrow()
      }),
      { numRuns: 1000 },
    )
  })
})
