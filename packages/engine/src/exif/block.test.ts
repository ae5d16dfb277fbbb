import { describe, expect, it } from 'vitest'
import type { ImageFormat } from '../metadata.ts'
import { exifBlock } from './block.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

function app1(text: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(text.length + 2)
  return Buffer.concat([latin1('\xff\xe1'), length, latin1(text)])
}

const jpeg = (...parts: readonly Buffer[]) =>
  Buffer.concat([latin1('\xff\xd8'), ...parts, latin1('\xff\xda\0\x02')])

function chunk(name: string, text: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(text.length)
  return Buffer.concat([latin1(name), length, latin1(text), Buffer.alloc(text.length % 2)])
}

const webp = (...chunks: readonly Buffer[]) =>
  chunk('RIFF', `WEBP${Buffer.concat(chunks).toString('latin1')}`)

const XMP = 'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>'

describe('exifBlock', () => {
  it.each([
    [
      'the first EXIF of a jpg',
      jpeg(app1(XMP), app1('Exif\0\0first'), app1('Exif\0\0second')),
      'jpg',
      'first',
    ],
    ['the EXIF of a jpg damaged further on', jpeg(app1('Exif\0\0whole'), latin1('\xff\xe5')), 'jpg', 'whole'],
    [
      'the first EXIF of a webp',
      webp(chunk('VP8 ', '...'), chunk('EXIF', 'a'), chunk('EXIF', 'b')),
      'webp',
      'a',
    ],
    ['the EXIF of a webp with a prefix', webp(chunk('EXIF', 'Exif\0\0first')), 'webp', 'first'],
    ['a tiff', latin1('II*\0'), 'tiff', 'II*\0'],
  ] as const)('finds %s', (_, bytes, format, block) => {
    expect(Buffer.from(exifBlock(bytes, format) ?? []).toString('latin1')).toBe(block)
  })

  it.each<[string, Buffer, ImageFormat]>([
    ['a jpg without', jpeg(app1(XMP)), 'jpg'],
    ['a jpg cut short in it', jpeg(app1('Exif\0\0first')).subarray(0, 12), 'jpg'],
    ['a jpg whose end comes before it', jpeg(latin1('\xff\xd9'), app1('Exif\0\0first')), 'jpg'],
    ['a webp without', webp(chunk('VP8 ', '...')), 'webp'],
    ['a webp cut short in it', webp(chunk('EXIF', 'first')).subarray(0, 24), 'webp'],
    ['an empty file', Buffer.alloc(0), 'jpg'],
    ['a png', Buffer.concat([latin1('\x89PNG\r\n\x1a\n'), latin1('\0\0\0\x04eXIfII*\0....')]), 'png'],
    ['a gif', jpeg(app1('Exif\0\0first')), 'gif'],
  ])('finds none in %s', (_, bytes, format) => {
    expect(exifBlock(bytes, format)).toBeUndefined()
  })
})
