import { expect, it } from 'vitest'
import { rememberSuspects } from './suspects.ts'

const HOUR = 60 * 60 * 1000

it('refuses what has ended two processes, and nothing else', () => {
  const suspects = rememberSuspects()
  suspects.blame('a')
  suspects.blame('b')
  expect(suspects.isRefused('a')).toBe(false)
  suspects.blame('a')
  expect(['a', 'b', 'c'].map((subject) => suspects.isRefused(subject))).toEqual([true, false, false])
  expect(suspects.refused).toBe(1)
})

it('forgets an hour after the last death', () => {
  let now = 1000
  const suspects = rememberSuspects(() => now)
  suspects.blame('a')
  now += HOUR - 1
  suspects.blame('a')
  now += HOUR - 1
  expect(suspects.isRefused('a')).toBe(true)
  now += 2
  expect(suspects.isRefused('a')).toBe(false)
  expect(suspects.refused).toBe(0)
  suspects.blame('a')
  expect(suspects.isRefused('a')).toBe(false)
})

it('keeps a bounded number of them', () => {
  const suspects = rememberSuspects()
  for (const round of [1, 2]) for (let n = 0; n < 5000; n++) suspects.blame(`first ${round && n}`)
  for (let n = 0; n < 12_000; n++) suspects.blame(`other ${n}`)
  expect(suspects.refused).toBe(0)
})
