import { describe, expect, it } from 'vitest'
import { byteLength, decodeBase64, encodeBase64 } from './base64.ts'

describe('base64', () => {
  it.each([
    ['Hello World', 'SGVsbG8gV29ybGQ'],
    ['Hello 图片服务!', 'SGVsbG8g5Zu-54mH5pyN5YqhIQ'],
    ['panda.png', 'cGFuZGEucG5n'],
    ['image/panda.png', 'aW1hZ2UvcGFuZGEucG5n'],
    ['panda.png?x-oss-process=image/resize,P_30', 'cGFuZGEucG5nP3gtb3NzLXByb2Nlc3M9aW1hZ2UvcmVzaXplLFBfMzA'],
    ['wqy-zenhei', 'd3F5LXplbmhlaQ'],
    ['Watermark 1', 'V2F0ZXJtYXJrIDE'],
    ['dest.jpg', 'ZGVzdC5qcGc'],
    ['\uFEFFA', '77u_QQ'],
    ['', ''],
  ])('%j is %s', (plain, encoded) => {
    expect(encodeBase64(plain)).toBe(encoded)
    expect(decodeBase64(encoded)).toBe(plain)
  })

  it.each([
    ['ZGVzdC5qcGc=', 'dest.jpg'],
    ['ZGVzdC5qcGc====', 'dest.jpg'], // any padding
    ['5Zu+', '图'], // the standard alphabet's plus
    ['QR', 'A'], // spare bits have no meaning
  ])('reads %s as %j', (text, plain) => {
    expect(decodeBase64(text)).toBe(plain)
  })

  it.each([
    ['notbase64', 'a length that no bytes give'],
    ['Q', 'one letter'],
    ['QUJD*', 'a letter outside the alphabet'],
    ['QU=D', 'padding inside'],
    ['Pz8/', 'a slash, which would split'],
    ['QUI D', 'a space'],
    ['gA', 'bytes that are no UTF-8'],
    ['_w', 'bytes that are no UTF-8'],
    ['7aCA', 'half a surrogate pair'],
    ['图', 'a letter that is no ASCII'],
  ])('refuses %s: %s', (text) => {
    expect(decodeBase64(text)).toBeUndefined()
  })

  it('takes a slash where nothing splits on it', () => {
    expect(decodeBase64('Pz8/', 'either')).toBe('???')
    expect(decodeBase64('Pz8_', 'either')).toBe('???')
  })

  it.each([
    ['', 0],
    ['abc', 3],
    ['图', 3],
    ['😀', 4],
  ])('%j has %i bytes', (text, bytes) => {
    expect(byteLength(text)).toBe(bytes)
  })
})
