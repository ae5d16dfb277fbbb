import { describe, expect, it } from 'vitest'
import { ContentCheck } from './content-check.ts'
import type { ExpectedContent } from './storage.ts'

const HELLO = {
  size: 5,
  etag: '5D41402ABC4B2A76B9719D911017C592',
  crc64: '11177612005948864433',
}

function check(text: string, expected: ExpectedContent, limit?: number) {
  const content = new ContentCheck(expected, limit)
  for (const letter of text) content.update(Buffer.from(letter))
  return content.finish()
}

describe('ContentCheck', () => {
  it.each<[string, ExpectedContent]>([
    ['nothing claimed', {}],
    ['the length', { contentLength: 5 }],
    ['the MD5', { contentMd5: 'XUFAKrxLKna5cZ2REBfFkg==' }],
    ['the CRC-64', { crc64: '11177612005948864433' }],
    ['undefined claims', { contentLength: undefined, contentMd5: undefined, crc64: undefined }],
  ])('measures a body with %s', (_, expected) => {
    expect(check('hello', expected)).toEqual(HELLO)
  })

  it('measures an empty body', () => {
    expect(check('', { contentLength: 0, contentMd5: '1B2M2Y8AsgTpgAmY7PhCfg==', crc64: '0' })).toEqual({
      size: 0,
      etag: 'D41D8CD98F00B204E9800998ECF8427E',
      crc64: '0',
    })
  })

  it.each<[string, string, ExpectedContent, string]>([
    ['too few bytes', 'hell', { contentLength: 5 }, 'IncompleteBody'],
    ['bytes where none were promised', 'h', { contentLength: 0 }, 'IncompleteBody'],
    ['another MD5', 'hallo', { contentMd5: 'XUFAKrxLKna5cZ2REBfFkg==' }, 'InvalidDigest'],
    ['another CRC-64', 'hallo', { crc64: '11177612005948864433' }, 'InvalidCRC64'],
    ['a short body before its MD5', 'hell', { contentLength: 5, contentMd5: 'x' }, 'IncompleteBody'],
    ['an MD5 before the CRC-64', 'hello', { contentMd5: 'x', crc64: 'x' }, 'InvalidDigest'],
  ])('refuses %s', (_, text, expected, code) => {
    expect(() => check(text, expected)).toThrow(expect.objectContaining({ code }))
  })

  it('refuses the first byte over the promised length', () => {
    const content = new ContentCheck({ contentLength: 2 })
    content.update(Buffer.from('ab'))
    expect(() => content.update(Buffer.from('c'))).toThrow(
      expect.objectContaining({ code: 'IncompleteBody' }),
    )
  })

  it('refuses the first byte over the limit, and a promise to send it', () => {
    expect(check('hello', {}, 5)).toEqual(HELLO)
    expect(() => check('hello!', {}, 5)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }))
    expect(() => new ContentCheck({ contentLength: 6 }, 5)).toThrow('exceeds the maximum allowed size')
  })
})
