import { describe, expect, it } from 'vitest'
import type { Raw } from './raw.ts'
import { createRawCache } from './raw-cache.ts'

/** A picture of `bytes` bytes. */
const picture = (bytes: number): Raw => {
  return { data: new Uint8Array(bytes), width: bytes / 4, height: 1, channels: 4 }
}

/** Asks for each key in turn, 40 bytes each, and tells which of them had to be made. */
async function madeFor(cache: ReturnType<typeof createRawCache>, keys: string, bytes = 40): Promise<string> {
  let made = ''
  for (const key of keys) {
    await cache.get(key, async () => {
      made += key
      return picture(bytes)
    })
  }
  return made
}

describe('createRawCache', () => {
  it.each([
    ['keeps what fits', 'abab', 'ab'],
    ['forgets the oldest', 'abca', 'abca'],
    ['keeps what was asked for since', 'abacab', 'abcb'],
  ])('%s', async (_, keys, made) => {
    expect(await madeFor(createRawCache(80), keys)).toBe(made)
  })

  it('forgets as many as a larger picture needs', async () => {
    const cache = createRawCache(120)
    await madeFor(cache, 'abc')
    expect(await madeFor(cache, 'd', 80)).toBe('d')
    expect(await madeFor(cache, 'cd')).toBe('')
    expect(await madeFor(cache, 'ab')).toBe('ab')
  })

  it('does not keep a picture larger than itself, nor forget others for it', async () => {
    const cache = createRawCache(80)
    await madeFor(cache, 'a')
    expect(await madeFor(cache, 'xx', 84)).toBe('xx')
    expect(await madeFor(cache, 'a')).toBe('')
  })

  it('makes a picture once for all who ask at the same time', async () => {
    const cache = createRawCache(80)
    let made = 0
    const make = async () => {
      made++
      return picture(40)
    }
    const [first, second, other] = await Promise.all([
      cache.get('a', make),
      cache.get('a', make),
      cache.get('b', make),
    ])
    expect(first).toBe(second)
    expect(first).not.toBe(other)
    expect(made).toBe(2)
    expect(await cache.get('a', make)).toBe(first)
  })

  it('tells all who wait of a failure, and tries again after it', async () => {
    const cache = createRawCache(80)
    const fail = async (): Promise<Raw> => {
      throw new Error('no ink')
    }
    const results = await Promise.allSettled([cache.get('a', fail), cache.get('a', fail)])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await madeFor(cache, 'a')).toBe('a')
  })
})
