import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { CHILD_FLAGS } from './decoding/decoder.ts'

const BUILT = new URL('../dist/tune-v8.js', import.meta.url).href

/** Newer versions of V8 have renamed it. */
const TRACE = ['--trace-flush-code', '--trace-flush-bytecode'].find((flag) =>
  node('--v8-options').includes(flag),
)

function node(...parameters: string[]): string {
  return execFileSync(process.execPath, parameters, { encoding: 'utf8', maxBuffer: 2 ** 26 })
}

/** How many functions lose their code when V8 is to drop whatever it may. */
function dropped(flags: readonly string[], begin = ''): number {
  const script = `${begin}; gc(); gc()`
  const printed = node(
    '--expose-gc',
    '--stress-flush-code',
    String(TRACE),
    ...flags,
    '--input-type=module',
    '--eval',
    script,
  )
  return printed.split('discarding').length - 1
}

/** How often V8 sees whether it can reduce the heap of a process that has nothing to do, if it looks after 0.1 s. */
function reductions(flags: readonly string[], begin = ''): number {
  const script = `${begin}; let kept = Array.from({ length: 3e5 }, (_, i) => ({ i })); kept = null; gc(); gc()
    setTimeout(() => {}, 1500)`
  const printed = node(
    '--expose-gc',
    '--trace-gc-verbose',
    '--gc-memory-reducer-start-delay-ms=100',
    ...flags,
    '--input-type=module',
    '--eval',
    script,
  )
  return printed.split('Memory reducer').length - 1
}

const TUNED = `import { tuneV8 } from '${BUILT}'; tuneV8()`

it('keeps compiled code, which V8 by itself drops', () => {
  expect(dropped([])).toBeGreaterThan(0)
  expect(dropped([], TUNED)).toBe(0)
})

it('keeps it in decoders, too', () => {
  expect(dropped(CHILD_FLAGS)).toBe(0)
})

// Newer versions of V8 do not tell.
it.skipIf(Number.parseInt(process.versions.node, 10) > 20)(
  'keeps its heap while it has nothing to do',
  () => {
    expect(reductions([])).toBeGreaterThan(0)
    expect(reductions([], TUNED)).toBe(0)
    expect(reductions(CHILD_FLAGS)).toBe(0)
  },
)
