import { describe, expect, it } from 'vitest'
import { GrammarError } from './errors.ts'
import { parse, safeParse } from './parse.ts'

describe('parse and safeParse', () => {
  it('give the same tree', () => {
    expect(safeParse('image/rotate,90')).toStrictEqual({ ok: true, process: parse('image/rotate,90') })
  })

  it('give the same error, thrown or as a value', () => {
    const outcome = safeParse('image/resize,w_0')
    expect(outcome).toMatchObject({ ok: false, error: { name: 'GrammarError', index: 15 } })
    expect(() => parse('image/resize,w_0')).toThrow(GrammarError)
    expect(() => parse('image/resize,w_0')).toThrow('The value: 0 of parameter: w is invalid.')
  })

  it('say what was expected and what stood there', () => {
    expect(safeParse('image/resize,w_0')).toMatchObject({
      error: { reason: 'expected an integer in [1,16384], received "0"', operation: 'resize' },
    })
    expect(safeParse('image/crop,w_-1')).toMatchObject({
      error: { reason: 'expected an integer of at least 0, received "-1"' },
    })
  })

  it('report the first wrong operation, before what is wrong with the whole', () => {
    expect(safeParse('image/info/rotate,x/resize|sys/saveas')).toMatchObject({
      error: { operation: 'rotate' },
    })
  })
})
