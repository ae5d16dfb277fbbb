import { expect, it } from 'vitest'
import { defaultMemory, shareMemory } from './memory.ts'

const MIB = 1024 ** 2

it.each([
  [256 * MIB, 2],
  [512 * MIB, 3],
  [2048 * MIB, 3],
  [64 * 1024 * MIB, 33],
])(
  'never shares out more than there is, as far as pictures can be worked on at all: %i bytes, %i processes',
  (total, processes) => {
    const { cache, hotAnswers, jobs } = shareMemory(total, processes)
    for (const share of [cache, hotAnswers, jobs]) expect(Number.isInteger(share) && share > 0).toBe(true)
    expect(jobs).toBeGreaterThanOrEqual(64 * MIB)
    if (jobs > 64 * MIB) expect(cache + hotAnswers + 1.5 * jobs).toBeLessThan(total)
  },
)

it('gives more memory to the work, and less to what more processes take', () => {
  expect(shareMemory(4096 * MIB, 3).jobs).toBeGreaterThan(shareMemory(2048 * MIB, 3).jobs)
  expect(shareMemory(2048 * MIB, 9).jobs).toBeLessThan(shareMemory(2048 * MIB, 3).jobs)
})

it('takes half of what there is', () => {
  expect(defaultMemory()).toBeGreaterThan(0)
  expect(defaultMemory()).toBeLessThanOrEqual(process.constrainedMemory() || Number.POSITIVE_INFINITY)
})
