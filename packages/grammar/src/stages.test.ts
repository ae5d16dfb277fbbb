import { describe, expect, it } from 'vitest'
import { GRAMMAR_LIMITS } from './limits.ts'
import { parse, safeParse } from './parse.ts'

const { bytes } = GRAMMAR_LIMITS

// An ignored key takes any text.
const head = 'image/resize,w_1,e_'
const room = bytes - head.length

/** A process of exactly `length` characters. */
const sized = (length: number) => head + 'x'.repeat(length - head.length)

const tooLong = {
  code: 'InvalidArgument',
  ec: '0017-00000288',
  message: 'The process is longer than 8192 bytes.',
}

function errorOf(text: string) {
  const outcome = safeParse(text)
  return outcome.ok ? undefined : outcome.error
}

describe('the length of a process', () => {
  it('counts bytes of UTF-8 after percent-decoding', () => {
    expect(parse(sized(bytes)).stages).toHaveLength(1)
    expect(parse(encodeURIComponent(sized(bytes))).stages).toHaveLength(1)
    expect(parse(head + '%41'.repeat(room)).stages).toHaveLength(1)
    const wide = '图'.repeat(Math.floor(room / 3))
    expect(parse(`${head}${wide}${'x'.repeat(room % 3)}`).stages).toHaveLength(1)
  })

  it.each([
    ['one byte more', sized(bytes + 1), bytes],
    ['one byte more, encoded', encodeURIComponent(sized(bytes + 1)), bytes + 6],
    ['one escape more', head + '%41'.repeat(room + 1), head.length + 3 * room],
    ['a wide character more', `${head}${'图'.repeat(room / 3 + 1)}`, head.length + Math.floor(room / 3)],
    ['a character that ends beyond', `${sized(bytes - 1)}图`, bytes - 1],
    ['half a surrogate pair', `${sized(bytes - 2)}\ud800`, bytes - 2],
    ['far more than any escape explains', 'x'.repeat(50 * bytes), bytes],
    ['far more escapes', '%41'.repeat(50 * bytes), 3 * bytes],
    ['far more that is no escape', '%'.repeat(50 * bytes), bytes],
  ])('is limited: %s', (_, text, index) => {
    expect(errorOf(text)).toMatchObject({ ...tooLong, index })
  })
})

describe('the number of pipes and operations', () => {
  const chain = (length: number) => ['image', ...Array(length).fill('rotate,1')].join('/')
  const piped = (stages: number) => Array(stages).fill('image/rotate,1').join('|')

  it.each([
    [GRAMMAR_LIMITS.pipes + 1, true],
    [GRAMMAR_LIMITS.pipes + 2, false],
  ])('%i stages: %s', (stages, ok) => {
    expect(safeParse(piped(stages)).ok).toBe(ok)
  })

  it.each([
    [GRAMMAR_LIMITS.actions, true],
    [GRAMMAR_LIMITS.actions + 1, false],
  ])('%i operations: %s', (length, ok) => {
    expect(safeParse(chain(length)).ok).toBe(ok)
    expect(safeParse(`${chain(GRAMMAR_LIMITS.actions)}|${chain(length)}`).ok).toBe(ok)
  })

  it('does not count empty segments', () => {
    expect(safeParse(chain(GRAMMAR_LIMITS.actions) + '/'.repeat(GRAMMAR_LIMITS.actions)).ok).toBe(true)
  })
})
