import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeHead, decodeRecord, encodeHead, KILL, MAX_HEAD_BYTES, seal } from './record.ts'
import type { Tags } from './tags.ts'

const SALT = 0xc0ffee42

const TAGS: Tags = {
  bucket: 'photos',
  key: 'a.jpg',
  version: 'v1',
  styles: ['small'],
  marks: [{ key: 'logo.png', version: 'm1' }],
}

function encoded(name: string, tags: Tags, contentType: string, data: Buffer): Buffer {
  const head = encodeHead(name, tags, { contentType, data })
  if (!head) throw new Error('too long')
  seal(head, data, SALT)
  return Buffer.concat([head, data])
}

it('gives back what was encoded', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 })
  const tags = fc.record({
    bucket: text,
    key: text,
    version: text,
    styles: fc.array(text, { maxLength: 3 }),
    marks: fc.array(fc.record({ key: text, version: text }), { maxLength: 3 }),
  })
  fc.assert(
    fc.property(text, tags, text, fc.uint8Array({ maxLength: 500 }), (name, tags, contentType, bytes) => {
      const data = Buffer.from(bytes)
      expect(decodeRecord(encoded(name, tags, contentType, data), SALT)).toEqual({
        name,
        tags,
        contentType,
        data,
      })
    }),
  )
})

it('sees any bit that is flipped, anywhere', () => {
  const whole = encoded('name', TAGS, 'image/png', Buffer.from('some bytes of a picture'))
  expect(decodeRecord(whole, SALT)).toBeDefined()
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const damaged = Buffer.from(whole)
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(decodeRecord(damaged, SALT), `bit ${bit}`).toBeUndefined()
  }
})

it('sees that bytes are missing, or too many', () => {
  const whole = encoded('name', TAGS, 'image/png', Buffer.from('some bytes of a picture'))
  for (let length = 0; length < whole.length; length++) {
    expect(decodeRecord(whole.subarray(0, length), SALT), `${length} bytes`).toBeUndefined()
  }
  expect(decodeRecord(Buffer.concat([whole, Buffer.alloc(1)]), SALT)).toBeUndefined()
})

it('takes no record of another segment', () => {
  const whole = encoded('name', TAGS, 'image/png', Buffer.from('some bytes of a picture'))
  expect(decodeRecord(whole, SALT + 1)).toBeUndefined()
  expect(decodeHead(whole, SALT + 1)).toBeUndefined()
})

it('is dead by one byte, and its head still says how long it is', () => {
  const whole = encoded('name', TAGS, 'image/png', Buffer.from('some bytes of a picture'))
  KILL.byte.copy(whole, KILL.position)
  expect(decodeRecord(whole, SALT)).toBeUndefined()
  expect(decodeHead(whole, SALT)).toMatchObject({ isLive: false, dataLength: 23, tags: TAGS })
})

it('does not encode a head that would be too long', () => {
  const picture = { contentType: 'image/png', data: Buffer.alloc(0) }
  expect(encodeHead('name', { ...TAGS, key: 'k'.repeat(MAX_HEAD_BYTES) }, picture)).toBeUndefined()
  expect(encodeHead('name', TAGS, { ...picture, contentType: 'x'.repeat(256) })).toBeUndefined()
})
