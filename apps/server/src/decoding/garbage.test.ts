import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { CHILD_FLAGS } from './decoder.ts'
import { createGarbageCollector } from './garbage.ts'

const MIB = 1024 ** 2
const BUILT = fileURLToPath(new URL('../../dist/decoding/garbage.js', import.meta.url))

/** Makes two hundred pictures of a MiB, keeps none, and prints the most MiB that they held; collects if told so. */
const JOBS = `
  import sharp from 'sharp'
  const [, module, mustCollect] = process.argv
  const { createGarbageCollector } = await import(module)
  const collect = mustCollect === 'yes' ? createGarbageCollector() : () => {}
  let most = 0
  for (let job = 0; job < 200; job++) {
    await sharp({ create: { width: 1024, height: 256, channels: 4, background: 'teal' } }).raw().toBuffer()
    collect()
    most = Math.max(most, process.memoryUsage().external)
  }
  console.log(most / ${MIB})
`

/** In a process that is run as those that decode are, and given `flags` besides. */
function mostHeld(mustCollect: 'yes' | 'no', ...flags: readonly string[]): number {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...CHILD_FLAGS, ...flags, '--input-type=module', '-e', JOBS, '--', BUILT, mustCollect],
    { encoding: 'utf8' },
  )
  expect(stderr).toBe('')
  return Number(stdout)
}

describe('what jobs have taken', () => {
  it('is looked at after every 8 MiB, and all there is at every eighth time', () => {
    const looks: string[] = []
    const collect = createGarbageCollector((how) => looks.push(how))
    const kept: Buffer[] = []
    collect()
    looks.length = 0
    for (let mebibyte = 1; mebibyte <= 160; mebibyte++) {
      kept.push(Buffer.alloc(MIB))
      collect()
    }
    expect(kept).toHaveLength(160)
    expect(looks.length).toBeGreaterThanOrEqual(18)
    expect(looks.length).toBeLessThanOrEqual(20)
    expect(looks.filter((how) => how === 'full')).toHaveLength(2)
  })

  it('is not looked at while nothing is taken', () => {
    const looks: string[] = []
    const collect = createGarbageCollector((how) => looks.push(how))
    collect()
    looks.length = 0
    for (let job = 0; job < 1000; job++) collect()
    expect(looks).toEqual([])
  })

  it('is freed in processes that decode, and left where Node does not let us', () => {
    if (!existsSync(BUILT)) throw new Error('A built module is run: build this package first.')
    const freed = mostHeld('yes')
    expect(freed).toBeGreaterThan(0)
    for (const left of [mostHeld('no'), mostHeld('yes', '--no-expose-gc')]) {
      expect(freed).toBeLessThan(left / 2)
    }
  })
})
