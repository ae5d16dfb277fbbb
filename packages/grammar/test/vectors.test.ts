import { describe, expect, it } from 'vitest'
import { expandStyles, safeParse } from '../src/index.ts'
import { vectors } from './fixtures.ts'

/** Errors that take more than the string to see: what they wait for. */
const LATER: Readonly<Record<string, string>> = {
  'err-366': 'the size of the image',
  'err-367': 'the size of the image',
  'err-368': 'the limits of the engine',
  'err-369': 'the limits of the engine',
  'err-370': 'the size of the image',
  'err-372': 'the object',
  'err-373': 'the style',
  'err-377': 'the method of the request',
  'err-380': 'the bucket',
}

const accepted = vectors.filter(({ error }) => !error)
const refused = vectors.filter(({ id, error }) => error && !(id in LATER))
const refusedLater = vectors.filter(({ id }) => id in LATER)

it('runs every documented case', () => {
  expect({ accepted: accepted.length, refused: refused.length, later: refusedLater.length }).toEqual({
    accepted: 210,
    refused: 80,
    later: Object.keys(LATER).length,
  })
})

describe('accepted', () => {
  it.each(accepted)('$id $process', ({ process, styles = {} }) => {
    const outcome = safeParse(process)
    expect(outcome).toMatchObject({ ok: true })
    if (outcome.ok) expect(expandStyles(outcome.process, styles).stages.length).toBeGreaterThan(0)
  })
})

describe('refused by the grammar', () => {
  it.each(refused)('$id $process', ({ process, error }) => {
    const outcome = safeParse(process)
    expect(outcome.ok).toBe(false)
    if (outcome.ok) return
    // Where the documentation tolerates several codes, ours is one of them.
    expect([error?.code, ...(error?.acceptCodes ?? [])]).toContain(outcome.error.code)
    expect(outcome.error).toMatchObject({
      ec: error?.ec ?? outcome.error.ec,
      message: error?.message ?? outcome.error.message,
    })
  })
})

describe('left to others', () => {
  it.each(refusedLater.map((row) => ({ ...row, waits: LATER[row.id] })))(
    '$id $process waits for $waits',
    ({ process }) => {
      expect(safeParse(process)).toMatchObject({ ok: true })
    },
  )
})
