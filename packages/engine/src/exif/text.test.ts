import { describe, expect, it } from 'vitest'
import { decodeComment, decodeText, LONGEST_COMMENT, LONGEST_TEXT } from './text.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const utf16 = (text: string) => Buffer.from(text, 'utf16le')

describe('decodeText', () => {
  it.each([
    ['up to the first NUL', latin1('WGS-84\0rest\0'), 'WGS-84'],
    ['without a NUL', latin1('0231'), '0231'],
    ['without spaces at the end', latin1('  NIKON   \0'), '  NIKON'],
    ['nothing', latin1('\0'), ''],
    ['UTF-8', Buffer.from('西湖 ☀\0'), '西湖 ☀'],
    ['what is not UTF-8', latin1('Caf\xe9 \xff1'), 'Caf\ufffd \ufffd1'],
    ['control characters', latin1('a\r\nb\x1b[0m\x7f\xc2\x85c'), 'a  b [0m  c'],
  ])('reads %s', (_, bytes, text) => {
    expect(decodeText(bytes)).toBe(text)
  })

  it.each(['x', 'é', '湖', '😀'])('cuts after 1,024 characters such as %s', (character) => {
    expect(decodeText(Buffer.from(character.repeat(LONGEST_TEXT)))).toBe(character.repeat(LONGEST_TEXT))
    expect(decodeText(Buffer.from(character.repeat(LONGEST_TEXT + 9)))).toBe(character.repeat(LONGEST_TEXT))
  })
})

describe('decodeComment', () => {
  const ascii = latin1('ASCII\0\0\0')
  const unicode = latin1('UNICODE\0')

  it.each([
    ['ASCII', Buffer.concat([ascii, latin1('a walk   \0')]), 'little', 'a walk'],
    ['Unicode, little', Buffer.concat([unicode, utf16('湖 a\0b')]), 'little', '湖 a'],
    ['Unicode, big', Buffer.concat([unicode, utf16('湖 a').swap16()]), 'big', '湖 a'],
    ['a mark against the block', Buffer.concat([unicode, utf16('\ufeff湖')]), 'big', '湖'],
    ['another mark against the block', Buffer.concat([unicode, utf16('\ufeff湖').swap16()]), 'little', '湖'],
    ['half a character', Buffer.concat([unicode, utf16('湖'), latin1('a')]), 'little', '湖\ufffd'],
    ['half a pair', Buffer.concat([unicode, utf16('😀').subarray(0, 2)]), 'little', '\ufffd'],
    ['no text', unicode, 'little', ''],
    ['JIS', latin1('JIS\0\0\0\0\0abc'), 'little', undefined],
    ['no encoding', latin1('\0\0\0\0\0\0\0\0abc'), 'little', undefined],
    ['an encoding cut short', latin1('ASCII'), 'little', undefined],
  ] as const)('reads %s', (_, bytes, endian, text) => {
    expect(decodeComment(bytes, endian)).toBe(text)
  })

  it('leaves out what is long', () => {
    const longest = Buffer.concat([ascii, Buffer.alloc(LONGEST_COMMENT - 8, 'x')])
    expect(decodeComment(longest, 'big')).toHaveLength(LONGEST_COMMENT - 8)
    expect(decodeComment(Buffer.concat([longest, latin1('x')]), 'big')).toBeUndefined()
  })
})
