import { operations, parse } from '@ossimg/grammar'
import { describe, expect, it } from 'vitest'
import { GOLDENS } from './cases/index.ts'
import { judge } from './judge.ts'
import { storedNames } from './store.ts'

describe('goldens: `node scripts/goldens.mjs` shows what differs', () => {
  it.each(Object.entries(GOLDENS))('%s', async (name, cells) => {
    expect((await judge(name, cells)).faults).toEqual([])
  })

  it('are all that is stored', () => {
    expect(storedNames().sort()).toEqual(Object.keys(GOLDENS).sort())
  })

  it('show every operation that makes a picture', () => {
    const processes = Object.values(GOLDENS).flatMap((cells) => cells.map(([, process]) => parse(process)))
    const stages = processes.flatMap((process) => process.stages)
    const shown = stages.flatMap((stage) =>
      stage.type === 'image' ? stage.actions.map(({ type }) => type) : [],
    )
    const reports = ['info', 'average-hue']
    expect([...new Set(shown)].sort()).toEqual(
      Object.keys(operations)
        .filter((name) => !reports.includes(name))
        .sort(),
    )
  })
})
