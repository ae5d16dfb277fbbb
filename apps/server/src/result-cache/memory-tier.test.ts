import { expect, it } from 'vitest'
import { MemoryTier } from './memory-tier.ts'
import type { Tags } from './tags.ts'

const TAGS: Tags = {
  bucket: 'b',
  key: 'k',
  version: 'v1',
  styles: [],
  marks: [{ key: 'logo', version: 'm1' }],
}

function picture(bytes: number) {
  return { data: Buffer.alloc(bytes, 7), contentType: 'image/png' }
}

it('holds the pictures that were asked for last, within its bytes', () => {
  const memory = new MemoryTier(100_000)
  for (let count = 0; count < 20; count++) {
    memory.set(`n${count}`, TAGS, picture(9_000))
    memory.get('n0')
    expect(memory.bytes).toBeLessThanOrEqual(100_000)
  }
  expect(memory.get('n0')).toEqual(picture(9_000))
  expect(memory.get('n1')).toBeUndefined()
  expect(memory.get('n19')).toBeDefined()
  expect(memory.evicted).toBe(20 - memory.size)
})

it('leaves out what is above an eighth of it', () => {
  const memory = new MemoryTier(100_000)
  memory.set('large', TAGS, picture(12_500))
  expect(memory.get('large')).toBeUndefined()
  expect(memory.size).toBe(0)
})

it('holds nothing in no bytes', () => {
  const memory = new MemoryTier(0)
  memory.set('name', TAGS, picture(0))
  expect(memory.get('name')).toBeUndefined()
  expect(memory.bytes).toBe(0)
})

it.each([
  ['the source', { bucket: 'b', key: 'k', version: 'v2' }, false],
  ['the source, deleted', { bucket: 'b', key: 'k', version: undefined }, false],
  ['a mark', { bucket: 'b', key: 'logo', version: 'm2' }, false],
  ['nothing of it: the same content again', { bucket: 'b', key: 'k', version: 'v1' }, true],
  ['an object of another bucket', { bucket: 'c', key: 'k', version: 'v2' }, true],
])('forgets a picture by a change of %s', (_, change, stays) => {
  const memory = new MemoryTier(100_000)
  memory.set('name', TAGS, picture(100))
  memory.removeOutdated(change)
  expect(memory.get('name') !== undefined).toBe(stays)
})

it('knows the objects of what was set twice, and nothing of what was pushed out', () => {
  const memory = new MemoryTier(20_000)
  memory.set('name', TAGS, picture(100))
  memory.set('name', TAGS, picture(100))
  for (let count = 0; count < 50; count++) memory.set(`n${count}`, { ...TAGS, key: 'other' }, picture(1_000))
  expect(memory.get('name')).toBeUndefined()
  memory.set('name', TAGS, picture(100))
  memory.removeOutdated({ bucket: 'b', key: 'k', version: 'v2' })
  expect(memory.get('name')).toBeUndefined()
})

it('does not hold the large memory that a small picture is cut out of', () => {
  const memory = new MemoryTier(100_000)
  memory.set('name', TAGS, { data: Buffer.alloc(1_000_000).subarray(10, 110), contentType: 'image/png' })
  expect(memory.get('name')?.data.buffer.byteLength).toBe(100)
})
