import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { gather } from './gather.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function gatherer() {
  const state = { spare: 0, taken: [] as unknown[] }
  const pass = gather(
    () => state.spare,
    (request) => state.taken.push(request),
  )
  const send = (...requests: readonly string[]) => {
    for (const request of requests) pass(request as never, {} as never)
  }
  return { state, send }
}

it('passes each on at once', () => {
  const { state, send } = gatherer()
  send('a', 'b')
  expect(state.taken).toEqual(['a', 'b'])
})

it('passes several on together where there is time, in their order, and soon', () => {
  const { state, send } = gatherer()
  state.spare = 8
  send('a')
  vi.advanceTimersByTime(5)
  send('b')
  state.spare = 0
  send('c')
  expect(state.taken).toEqual([])
  vi.advanceTimersByTime(5)
  expect(state.taken).toEqual(['a', 'b', 'c'])
  send('d')
  expect(state.taken).toEqual(['a', 'b', 'c', 'd'])
})

it('begins anew for those who come while it passes on', () => {
  const taken: string[] = []
  const pass = gather(
    () => 8,
    (request) => {
      taken.push(request as never)
      if (taken.length === 1) pass('later' as never, {} as never)
    },
  )
  pass('first' as never, {} as never)
  vi.advanceTimersByTime(8)
  expect(taken).toEqual(['first'])
  vi.advanceTimersByTime(8)
  expect(taken).toEqual(['first', 'later'])
})
