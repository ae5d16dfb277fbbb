import { expect, it } from 'vitest'
import { remembered } from './remembered.ts'

it('asks once about each thing, whatever the answer', () => {
  const asked: object[] = []
  const find = remembered((thing: { readonly value: unknown }) => {
    asked.push(thing)
    return thing.value
  })
  const [one, other, none] = [{ value: 1 }, { value: 1 }, { value: undefined }]
  expect([one, other, none, none, other, one].map(find)).toEqual([1, 1, undefined, undefined, 1, 1])
  expect(asked).toEqual([one, other, none])
})

it('asks again when there was no answer', () => {
  let count = 0
  const find = remembered((_: object) => {
    count += 1
    if (count === 1) throw new Error('not yet')
    return count
  })
  const thing = {}
  expect(() => find(thing)).toThrow('not yet')
  expect([find(thing), find(thing)]).toEqual([2, 2])
})
