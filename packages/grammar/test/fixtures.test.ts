import { describe, expect, it } from 'vitest'
import { GrammarError, operations, parse, safeParse, stringify } from '../src/index.ts'
import { fixtureNames, readFixture } from './fixtures.ts'

/** Rows under their full names: a `$input` in a title would be cut short. */
const named = <Row extends { readonly input: string }>(rows: readonly Row[]) =>
  rows.map((row) => [row.input, row] as const)

it('covers every operation, and the process around them', () => {
  expect(fixtureNames).toEqual([...Object.keys(operations), 'process'].sort())
})

describe.each(fixtureNames)('%s', (name) => {
  const { valid, invalid } = readFixture(name)

  it.each(named(valid))('%s', (input, { tree, canonical }) => {
    expect(parse(input)).toStrictEqual(tree)
    expect(stringify(tree)).toBe(canonical)
    expect(parse(canonical)).toStrictEqual(tree)
    expect(stringify(parse(canonical))).toBe(canonical)
  })

  it.each(named(invalid))('%s', (input, { input: _, ...expected }) => {
    const outcome = safeParse(input)
    const error = outcome.ok ? undefined : outcome.error
    expect(error).toBeInstanceOf(GrammarError)
    expect({ ...error, message: error?.message }).toMatchObject(expected)
    expect(error?.message).not.toBe('')
    expect(error?.reason).not.toBe('')
  })
})
