import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Place, Queue, type Waiter } from './queue.ts'

function waiter(since: number): Waiter {
  const job = { lane: 'cheap', cpuMs: 0.1 * since, bytes: 1, slots: 2 } as const
  return { job, since, enter() {}, expire() {} }
}

it('is a list that anyone may leave', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1, max: 20 }), { maxLength: 60 }), (moves) => {
      const queue = new Queue()
      const list: Place[] = []
      for (const [index, move] of moves.entries()) {
        const [leaver] = move < 0 ? [] : list.splice(move, 1)
        if (leaver) queue.leave(leaver)
        else list.push(queue.join(waiter(index)))
        expect(queue.first).toBe(list[0]?.waiter)
        expect(queue.length).toBe(list.length)
        const work = list.reduce((sum, place) => sum + 0.2 * place.waiter.since, 0)
        expect(queue.work).toBeCloseTo(work)
        if (list.length === 0) expect(queue.work).toBe(0)
      }
    }),
  )
})
