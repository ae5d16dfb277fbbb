import { expect, it } from 'vitest'
import { spareTime } from './spare-time.ts'

it.each([
  ['nothing waits', { isRefusing: false, backlogMs: 0 }, 0],
  ['little waits', { isRefusing: false, backlogMs: 29 }, 0],
  ['more waits than the time given', { isRefusing: false, backlogMs: 30 }, 24],
  ['some are refused', { isRefusing: true, backlogMs: 500 }, 20],
  ['some were refused a moment ago', { isRefusing: true, backlogMs: 0 }, 20],
])('when %s', (_, state, expected) => {
  expect(spareTime(state)).toBe(expected)
})
