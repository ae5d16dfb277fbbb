import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { Crc64 } from './crc64.ts'

it.each([
  // the check value of the catalogue of CRCs, and what OSS answers for the others
  ['', '0'],
  ['123456789', '11051210869376104954'],
  ['hello', '11177612005948864433'],
  ['abc', '3231342946509354535'],
])('%j gives %s', (text, digest) => {
  expect(new Crc64().update(Buffer.from(text)).digest()).toBe(digest)
})

it('agrees with the definition, one bit at a time', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      expect(new Crc64().update(bytes).digest()).toBe(bitwise(bytes))
    }),
  )
})

it('does not depend on where the pieces end', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (pieces) => {
      const crc = new Crc64()
      for (const piece of pieces) crc.update(piece)
      expect(crc.digest()).toBe(new Crc64().update(Buffer.concat(pieces)).digest())
    }),
  )
})

it('tells the digest so far without ending', () => {
  const crc = new Crc64().update(Buffer.from('abc'))
  expect(crc.digest()).toBe('3231342946509354535')
  expect(crc.update(Buffer.from('def')).digest()).toBe(new Crc64().update(Buffer.from('abcdef')).digest())
})

it('goes on from a digest as if it had taken in what came before', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (before, after) => {
      const digest = new Crc64().update(before).digest()
      const whole = new Crc64().update(before).update(after).digest()
      expect(new Crc64(digest).digest()).toBe(digest)
      expect(new Crc64(digest).update(after).digest()).toBe(whole)
    }),
  )
})

it('sees a changed bit anywhere in 1 MB', () => {
  const bytes = randomBytes(1 << 20)
  const before = new Crc64().update(bytes).digest()
  bytes.writeUInt8(bytes.readUInt8(777_777) ^ 1, 777_777)
  expect(new Crc64().update(bytes).digest()).not.toBe(before)
})

function bitwise(bytes: Uint8Array): string {
  const ones = 0xffffffffffffffffn
  let state = ones
  for (const byte of bytes) {
    state ^= BigInt(byte)
    for (let bit = 0; bit < 8; bit++) state = state & 1n ? (state >> 1n) ^ 0xc96c5795d7870f42n : state >> 1n
  }
  return (state ^ ones).toString()
}
