import { setImmediate as endOfTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { atEndOfTurn } from './end-of-turn.ts'

it('acts in the order of calls, once all of a turn has been looked at', async () => {
  const done: string[] = []
  atEndOfTurn(() => done.push('first'))
  await new Promise<void>((resolve) => process.nextTick(resolve))
  atEndOfTurn(() => done.push('second'))
  expect(done).toEqual([])
  await endOfTurn()
  expect(done).toEqual(['first', 'second'])
})

it('leaves what comes meanwhile for the next turn', async () => {
  const done: string[] = []
  atEndOfTurn(() => {
    done.push('first')
    atEndOfTurn(() => done.push('second'))
  })
  await endOfTurn()
  expect(done).toEqual(['first'])
  await endOfTurn()
  expect(done).toEqual(['first', 'second'])
})
