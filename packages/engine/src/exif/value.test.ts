import { describe, expect, it } from 'vitest'
import { describeValue } from './value.ts'

const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex')
const latin1 = (text: string) => Buffer.from(text, 'latin1')
const big = (type: number, payload: Buffer) => ({ tag: 0, type, endian: 'big', payload }) as const
const little = (type: number, payload: Buffer) => ({ tag: 0, type, endian: 'little', payload }) as const

/** Fractions, numerators and denominators by turns. */
function fractions(...numbers: readonly number[]) {
  const payload = Buffer.alloc(numbers.length * 4)
  numbers.forEach((number, index) => {
    payload.writeUInt32BE(number, index * 4)
  })
  return big(5, payload)
}

describe('describeValue', () => {
  it.each([
    ['GPSVersionID', big(1, hex('02020000')), '2 2 0 0'],
    ['Orientation', big(3, hex('0007')), '7'],
    ['Orientation', little(3, hex('0700')), '7'],
    ['SubjectArea', little(3, hex('5f06 c704 0307 3504')), '1631 1223 1795 1077'],
    ['ExifTag', big(4, hex('000008a4')), '2212'],
    ['SubIFDs', big(13, hex('fffffffe')), '4294967294'],
    ['XResolution', big(5, hex('00000060 00000001')), '96/1'],
    ['LensSpecification', fractions(240, 10, 700, 10, 28, 10, 28, 10), '240/10 700/10 28/10 28/10'],
    ['Temperature', big(6, hex('ff7f80')), '-1 127 -128'],
    ['ExifVersion', big(7, latin1('0230')), '48 50 51 48'],
    ['YClipPathUnits', little(8, hex('0080 ff7f')), '-32768 32767'],
    ['TimeZoneOffset', big(9, hex('ffffffff 80000000')), '-1 -2147483648'],
    ['ExposureBiasValue', little(10, hex('feffffff 03000000')), '-2/3'],
    ['DigitalZoomRatio', fractions(0, 0), '0/0'],
    ['SubjectDistance', fractions(0xffff_ffff, 0xffff_ffff), '4294967295/4294967295'],
    ['Software', big(2, latin1('ACDSee 18\0')), 'ACDSee 18'],
    ['UserComment', little(7, latin1('ASCII\0\0\0hello\0')), 'hello'],
    ['UserComment', little(7, latin1('UNICODE\0h\0i\0')), 'hi'],
    ['GPSProcessingMethod', big(7, latin1('ASCII\0\0\0GPS')), 'GPS'],
    ['GPSTimeStamp', fractions(7, 1, 55, 1, 5824, 100), '7/1 55/1 5824/100'],
  ])('writes %s of %j as %s', (name, field, text) => {
    expect(describeValue(name, field)).toBe(text)
  })

  it.each([
    ['GPSLatitudeRef', 'N', 'North'],
    ['GPSLatitudeRef', 'S', 'South'],
    ['GPSLongitudeRef', 'E', 'East'],
    ['GPSLongitudeRef', 'W', 'West'],
    ['GPSDestLatitudeRef', 'S', 'South'],
    ['GPSDestLongitudeRef', 'W', 'West'],
    ['GPSLatitudeRef', 'constructor', 'constructor'],
    ['GPSDestDistanceRef', 'N', 'N'],
  ])('writes %s %s as %s', (name, letter, text) => {
    expect(describeValue(name, big(2, latin1(`${letter}\0`)))).toBe(text)
  })

  it.each([
    ['GPSLatitude', [0, 1, 0, 1, 0, 1], '0deg '],
    ['GPSLatitude', [31, 1, 0, 1, 0, 1], '31deg '],
    ['GPSLatitude', [31, 1, 14, 1, 0, 0], "31deg 14' "],
    ['GPSLatitude', [31, 1, 0, 1, 20, 1], '31deg 0\' 20" '],
    ['GPSLatitude', [31, 1, 55, 1, 387, 100], '31deg 55\' 3.870" '],
    ['GPSLongitude', [104, 1, 4, 1, 178, 100], '104deg 4\' 1.780" '],
    ['GPSLongitude', [62, 2, 285, 20, 0, 1], "31deg 14.25000' "],
    ['GPSDestLatitude', [94, 3, 0, 1, 0, 1], '31.3333333deg '],
    ['GPSDestLongitude', [1, 1, 2, 1, 600, 10], '1deg 2\' 60" '],
    // What cannot be divided, or is not in three parts, is told as stored.
    ['GPSLatitude', [31, 1, 14, 0, 20, 1], '31/1 14/0 20/1'],
    ['GPSLatitude', [0, 0, 0, 0, 0, 0], '0/0 0/0 0/0'],
    ['GPSLatitude', [31, 1, 14, 1], '31/1 14/1'],
  ])('writes %s %j as %s', (name, numbers, text) => {
    expect(describeValue(name, fractions(...numbers))).toBe(text)
  })

  it('writes a coordinate of another type as stored', () => {
    expect(describeValue('GPSLatitude', big(10, hex('ffffffff00000001'.repeat(3))))).toBe('-1/1 -1/1 -1/1')
  })

  it.each([
    ['an empty text', 'Artist', big(2, latin1('   \0'))],
    ['an empty comment', 'UserComment', big(7, latin1('ASCII\0\0\0    '))],
    ['a comment in an unknown encoding', 'UserComment', big(7, latin1('JIS\0\0\0\0\0abc'))],
    [
      'a long comment',
      'UserComment',
      big(7, Buffer.concat([latin1('ASCII\0\0\0'), Buffer.alloc(1017, 'x')])),
    ],
    ['65 undefined bytes', 'MakerNote', big(7, Buffer.alloc(65))],
    ['65 short numbers', 'ColorMap', big(3, Buffer.alloc(130))],
    ['65 fractions', 'ReferenceBlackWhite', big(5, Buffer.alloc(65 * 8))],
  ])('leaves out %s', (_, name, field) => {
    expect(describeValue(name, field)).toBeUndefined()
  })

  it('writes 64 numbers of any length', () => {
    expect(describeValue('MakerNote', big(7, Buffer.alloc(64)))).toBe('0 '.repeat(64).trim())
    expect(describeValue('StripOffsets', big(4, Buffer.alloc(256)))).toBe('0 '.repeat(64).trim())
  })
})
