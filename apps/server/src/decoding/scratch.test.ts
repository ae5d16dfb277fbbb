import { expect, it } from 'vitest'
import { createScratch } from './scratch.ts'

const MIB = 1024 * 1024

it('gives each its own bytes, however many', () => {
  const scratch = createScratch()
  for (let round = 0; round < 3; round++) {
    const sizes = [10, 0, 100_000, 3 * MIB, 2 * MIB, 7 * MIB, 9 * MIB, 1]
    const taken = sizes.map((size, index) => scratch.take(size).fill(index + 1))
    expect(taken.map((bytes) => bytes.length)).toEqual(sizes)
    expect(taken.map((bytes, index) => bytes.equals(Buffer.alloc(bytes.length, index + 1)))).not.toContain(
      false,
    )
    scratch.reuse()
  }
})

it('knows which bytes it gives again', () => {
  const scratch = createScratch()
  const [small, large] = [scratch.take(10), scratch.take(9 * MIB)]
  expect([small, small.subarray(3, 4), large, Buffer.alloc(10)].map(scratch.holds)).toEqual([
    true,
    true,
    false,
    false,
  ])
  scratch.reuse()
  expect(scratch.holds(small)).toBe(true)
  scratch.abandon()
  expect(scratch.holds(small)).toBe(false)
})

it('gives the same bytes again when they are not needed any more, and not when they may be', () => {
  const scratch = createScratch()
  const first = scratch.take(1000).fill(1)
  scratch.reuse()
  scratch.take(1000).fill(2)
  expect(first[0]).toBe(2)
  scratch.abandon()
  scratch.take(1000).fill(3)
  expect(first[0]).toBe(2)
})
