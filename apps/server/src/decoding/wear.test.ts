import { describe, expect, it } from 'vitest'
import { createWearMeter, WEAR_LIMITS, type WearLimits } from './wear.ts'

const MIB = 1024 ** 2
const LIMITS: WearLimits = { growth: 20 * MIB, work: 1000 }

/** A meter of a process whose memory, in MiB, and CPU time are set by hand. */
function meter() {
  const state: { held: number | undefined; worked: number } = { held: 30, worked: 500 }
  const wear = createWearMeter(
    LIMITS,
    () => state.held && state.held * MIB,
    () => state.worked,
  )
  const look = (times: number) => {
    for (let time = 0; time < times; time++) wear.look()
  }
  return { state, wear, look }
}

describe('a process is worn', () => {
  it('when it holds too much at eight looks in a row', () => {
    const { state, wear, look } = meter()
    state.worked = 2000
    state.held = 51
    look(7)
    expect(wear.isWorn).toBe(false)
    look(1)
    expect(wear.isWorn).toBe(true)
    state.held = 49
    look(1)
    expect(wear.isWorn).toBe(false)
    state.held = 51
    look(7)
    expect(wear.isWorn).toBe(false)
  })

  it('not by what it may grow', () => {
    const { state, wear, look } = meter()
    state.worked = 2000
    state.held = 50
    look(100)
    expect(wear.isWorn).toBe(false)
  })

  it('not before it has worked for a while', () => {
    const { state, wear, look } = meter()
    state.held = 100
    look(8)
    state.worked = 1499
    expect(wear.isWorn).toBe(false)
    state.worked = 1500
    expect(wear.isWorn).toBe(true)
  })

  it('never where the system does not tell what it holds', () => {
    const { state, wear, look } = meter()
    state.worked = 2000
    state.held = undefined
    look(100)
    expect(wear.isWorn).toBe(false)
  })
})

it.runIf(process.platform === 'linux')('counts what the process itself has taken', () => {
  const wear = createWearMeter({ ...LIMITS, work: 0 })
  const kept = Buffer.alloc(64 * MIB, 1)
  for (let look = 0; look < 8; look++) wear.look()
  expect(wear.isWorn).toBe(true)
  expect(kept).toHaveLength(64 * MIB)
})

it('has the limits that the README tells', () => {
  expect(WEAR_LIMITS).toEqual({ growth: 24 * MIB, work: 60_000 })
})
