import { describe, expect, it } from 'vitest'
import { EngineError } from '../errors.ts'
import { unpackRuns } from './run-length.ts'

/** A run is written as pairs of hexadecimal digits, a picture as one hexadecimal number a row. */
function unpacked(runs: string, bits: 4 | 8, width: number, height: number): readonly string[] {
  const indices = unpackRuns(Buffer.from(runs.replaceAll(' ', ''), 'hex'), 0, bits, { width, height })
  expect(indices).toHaveLength(width * height)
  const digits = [...indices].map((index) => index.toString(16).padStart(bits / 4, '0'))
  return Array.from({ length: height }, (_, row) => digits.slice(row * width, (row + 1) * width).join(''))
}

describe('unpackRuns', () => {
  it('unpacks the worked examples of Microsoft, "Bitmap Compression"', () => {
    const bytes = '0304 0506 0003455667 00 0278 00020501 0278 0000 091e 0001'
    expect(unpacked(bytes, 8, 20, 3)).toEqual([
      '0404040606060606455667787800000000000000',
      '0000000000000000000000000000000000007878',
      '1e1e1e1e1e1e1e1e1e0000000000000000000000',
    ])
    const halves = '0304 0506 0006455667 00 0478 00020501 0478 0000 091e 0001'
    expect(unpacked(halves, 4, 27, 3)).toEqual([
      '040060604556677878000000000',
      '000000000000000000000007878',
      '1e1e1e1e1000000000000000000',
    ])
  })

  it.each([
    ['a run over the right edge', 8, '0511 0000 0222 0001', ['111111', '222200']],
    [
      'a literal run over the right edge',
      8,
      '0005010203040500 0000 0005060708090a00 0001',
      ['010203', '060708'],
    ],
    ['a run beyond the right edge', 8, '0311 0422 0000 0001', ['111111', '000000']],
    ['halves over the right edge', 4, '0512 0000 000534567000 0001', ['121', '345']],
    ['rows beyond the last', 8, '0311 0000 0322 0000 0333 0001', ['111111', '222222']],
    ['a move over the right edge', 8, '00020400 0311 0000 0122 0001', ['000000', '220000']],
    ['a move beyond the last row', 8, '0311 00020009 0322 0001', ['111111', '000000']],
    ['a move from the middle to the middle', 8, '0111 00020101 0122 0001', ['110000', '000022']],
    ['no mark at the end', 8, '0311 0000 0322', ['111111', '222222']],
    ['no mark at the end but that of the row', 8, '0311 0000 0122 0000', ['111111', '220000']],
    ['the end at once', 8, '0001', ['000000', '000000']],
    ['the end in the middle of a row', 8, '0111 0001 0322', ['110000', '000000']],
    ['bytes after the end', 8, '0001 0311', ['000000', '000000']],
    ['a literal run of an odd length', 8, '0003010203ff 0000 0001', ['010203', '000000']],
    ['halves of an odd length', 4, '0003123f 0000 0345 0001', ['123', '454']],
    ['halves in an odd number of bytes', 4, '00051234500f 0000 0345 0001', ['123', '454']],
    ['halves that begin at an odd column', 4, '0110 0223 0000 0001', ['123', '000']],
  ] as const)('takes %s (%i bits)', (_, bits, runs, rows) => {
    expect(unpacked(runs, bits, 3, 2)).toEqual(rows)
  })

  it.each([
    ['no bytes at all', ''],
    ['half a run', '03'],
    ['no mark and a row too few', '0311'],
    ['no mark and a pixel too few', '0311 0000 0222'],
    ['half a move', '0002 01'],
    ['half a literal run', '0005 0102'],
    ['a literal run cut before its last pixel', '0311 0000 0003 0102'],
  ])('refuses %s', (_, runs) => {
    expect(() => unpacked(runs, 8, 3, 2)).toThrow(EngineError)
    expect(() => unpacked(runs, 8, 3, 2)).toThrow('The image file may be damaged.')
  })

  it('begins at `start`', () => {
    expect([...unpackRuns(Uint8Array.of(9, 9, 2, 7, 0, 1), 2, 8, { width: 2, height: 1 })]).toEqual([7, 7])
  })
})
