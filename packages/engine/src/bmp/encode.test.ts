import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Raw } from '../pixels/raw.ts'
import { probe } from '../probe.ts'
import { decodeBmp } from './decode.ts'
import { encodeBmp } from './encode.ts'

function picture(width: number, height: number, channels: 3 | 4): Raw {
  const data = new Uint8Array(width * height * channels).map((_, at) => (at * at * 37 + at * 11 + 5) % 256)
  return { data, width, height, channels }
}

describe('encodeBmp', () => {
  it('writes 24 bits a pixel, the bottom row first, each padded to four bytes', () => {
    const data = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(encodeBmp({ data, width: 2, height: 2, channels: 3 }).toString('hex')).toBe(
      '424d46000000000000003600000028000000020000000200000001001800' +
        '0000000010000000130b0000130b00000000000000000000' +
        '0908070c0b0a0000' +
        '0302010605040000',
    )
  })

  it('writes 32 bits a pixel and an alpha mask in a version 4 header', () => {
    const data = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])
    expect(encodeBmp({ data, width: 1, height: 2, channels: 4 }).toString('hex')).toBe(
      '424d8200000000000000' +
        '7a0000006c000000010000000200000001002000' +
        '0300000008000000130b0000130b00000000000000000000' +
        '0000ff0000ff0000ff000000000000ff' +
        `42475273${'00'.repeat(48)}` +
        '0706050803020104',
    )
  })

  it.each([3, 4] as const)('leaves its argument as it is: %i channels', (channels) => {
    const source = picture(5, 3, channels)
    encodeBmp(source)
    expect(source).toEqual(picture(5, 3, channels))
  })

  it('makes what `decodeBmp` and `probe` read back', () => {
    const side = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(side, side, fc.constantFrom(3 as const, 4 as const), (width, height, channels) => {
        const source = picture(width, height, channels)
        const file = encodeBmp(source)
        expect(decodeBmp(file)).toEqual(source)
        expect(probe(file)).toMatchObject({ format: 'bmp', width, height, alpha: channels === 4 })
        expect(file.readUInt32LE(2)).toBe(file.length)
      }),
    )
  })

  it.each([0, 255])('keeps a picture whose alpha is %i throughout', (alpha) => {
    const data = new Uint8Array(36).map((_, at) => (at % 4 === 3 ? alpha : at))
    const source: Raw = { data, width: 3, height: 3, channels: 4 }
    expect(decodeBmp(encodeBmp(source))).toEqual(source)
  })
})
