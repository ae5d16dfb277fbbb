import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createOperation, GrammarError, parse, safeParse, stringify } from '../src/index.ts'
import { anyProcess, anyString, brokenMark, mutated } from './arbitraries.ts'
import { runs, validInputs } from './fixtures.ts'
import { chanceFrom, spelled } from './spellings.ts'

// Asked for by the environment, many runs may take minutes.
const timeout = 600_000

it('reads every spelling of a process, and gives it back from its canonical text', { timeout }, () => {
  fc.assert(
    fc.property(anyProcess, fc.integer(), (tree, seed) => {
      const text = spelled(tree, chanceFrom(seed))
      const process = parse(text)
      if (!isDeepStrictEqual(process, tree)) expect(process, text).toStrictEqual(tree)
      const canonical = stringify(process)
      const again = parse(canonical)
      if (!isDeepStrictEqual(again, tree)) expect(again, canonical).toStrictEqual(tree)
      expect(stringify(again)).toBe(canonical)
    }),
    { numRuns: runs(100_000) },
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
    fc.property(fc.oneof(mutated(fc.constantFrom(...validInputs)), brokenMark), (text) => {
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
  ['a watermark with a broken image', brokenMark],
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
