import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createOperation, GrammarError, parse, safeParse, stringify } from '../src/index.ts'
import { anyProcess, anyString, mutated } from './arbitraries.ts'
import { runs, validInputs } from './fixtures.ts'

// Asked for by the environment, many runs may take minutes.
const timeout = 600_000

it('gives every process back from its canonical text', { timeout }, () => {
  fc.assert(
    fc.property(anyProcess, (tree) => {
      const text = stringify(tree)
      const again = parse(text)
      if (!isDeepStrictEqual(again, tree)) expect(again).toStrictEqual(tree)
      expect(stringify(again)).toBe(text)
    }),
    { numRuns: runs(20_000) },
  )
})

it('reads a percent-encoded process as it reads the plain one', { timeout }, () => {
  fc.assert(
    fc.property(anyProcess, (tree) => {
      const text = stringify(tree)
      // A canonical text with an escape of its own is encoded already.
      fc.pre(!text.includes('%'))
      expect(parse(encodeURIComponent(text))).toStrictEqual(tree)
    }),
    { numRuns: runs(2_000) },
  )
})

it('creates every operation from its own values', { timeout }, () => {
  fc.assert(
    fc.property(anyProcess, ({ stages }) => {
      for (const stage of stages) {
        if (stage.type === 'style') continue
        for (const { type, ...values } of stage.actions)
          expect(createOperation(type, values as never)).toStrictEqual({ type, ...values })
      }
    }),
    { numRuns: runs(2_000) },
  )
})

it('reads what it writes, whatever was read first', { timeout }, () => {
  let accepted = 0
  fc.assert(
    fc.property(mutated(fc.constantFrom(...validInputs)), (text) => {
      const first = safeParse(text)
      if (!first.ok) return
      accepted++
      const canonical = stringify(first.process)
      expect(parse(canonical)).toStrictEqual(first.process)
      expect(stringify(parse(canonical))).toBe(canonical)
    }),
    { numRuns: runs(10_000) },
  )
  expect(accepted).toBeGreaterThan(runs(10_000) / 100)
})

it.each([
  ['any string', anyString],
  ['a broken process', mutated(fc.oneof(fc.constantFrom(...validInputs), anyProcess.map(stringify)))],
])('refuses %s with GrammarError only, at a place inside', { timeout }, (_, texts) => {
  fc.assert(
    fc.property(texts, (text) => {
      const outcome = safeParse(text)
      if (outcome.ok) return
      const { error } = outcome
      expect(error).toBeInstanceOf(GrammarError)
      expect(error.index).toBe(Math.trunc(error.index))
      expect(error.index).toBeGreaterThanOrEqual(0)
      expect(error.index).toBeLessThanOrEqual(text.length)
    }),
    { numRuns: runs(10_000) },
  )
})
