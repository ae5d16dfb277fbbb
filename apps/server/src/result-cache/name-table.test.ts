import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NameTable } from './name-table.ts'

it('finds what a Map would find, through growing and removing', () => {
  const step = fc.record({ name: fc.integer({ min: 0, max: 3000 }), adds: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { minLength: 500, maxLength: 4000, size: 'max' }), (steps) => {
      const table = new NameTable()
      const model = new Map<string, number>()
      for (const { name: number, adds } of steps) {
        const name = `name ${number}`
        const slot = model.get(name)
        if (adds && slot === undefined) {
          table.add(name, number + 1)
          model.set(name, number + 1)
        } else if (!adds && slot !== undefined) {
          table.remove(slot)
          model.delete(name)
        }
      }
      expect(table.size).toBe(model.size)
      for (let number = 0; number <= 3000; number++) {
        if (table.find(`name ${number}`) !== model.get(`name ${number}`)) expect.fail(`name ${number}`)
      }
    }),
    { numRuns: 20 },
  )
})

it('holds a hundred thousand names and gives them all up again', () => {
  const table = new NameTable()
  for (let slot = 1; slot <= 100_000; slot++) table.add(`n${slot}`, slot)
  for (let slot = 1; slot <= 100_000; slot += 2) table.remove(slot)
  for (let slot = 1; slot <= 100_000; slot++) {
    const expected = slot % 2 === 0 ? slot : undefined
    if (table.find(`n${slot}`) !== expected) expect.fail(`slot ${slot}`)
  }
  expect(table.size).toBe(50_000)
})
