import { expect, it } from 'vitest'
import { Turns } from './turns.ts'

it('does one after the other under a name, in their order, whatever becomes of them', async () => {
  const turns = new Turns()
  const events: string[] = []
  const work = (name: string, fails: boolean) => async () => {
    events.push(`${name} begins`)
    await new Promise(setImmediate)
    events.push(`${name} ends`)
    if (fails) throw new Error(name)
    return name
  }
  const results = await Promise.allSettled([
    turns.take('key', work('first', false)),
    turns.take('key', work('second', true)),
    turns.take('key', work('third', false)),
  ])
  expect(events).toEqual([
    'first begins',
    'first ends',
    'second begins',
    'second ends',
    'third begins',
    'third ends',
  ])
  expect(results).toMatchObject([{ value: 'first' }, { reason: { message: 'second' } }, { value: 'third' }])
})

it('lets work under other names go on', async () => {
  const turns = new Turns()
  let finish: () => void = () => undefined
  const slow = turns.take('slow', () => new Promise<void>((resolve) => (finish = resolve)))
  expect(await turns.take('fast', async () => 'done')).toBe('done')
  finish()
  await slow
})
