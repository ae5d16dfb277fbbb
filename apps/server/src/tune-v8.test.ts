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

it('keeps compiled code, which V8 by itself drops', () => {
  expect(dropped([])).toBeGreaterThan(0)
  expect(dropped([], `import { tuneV8 } from '${BUILT}'; tuneV8()`)).toBe(0)
})

it('keeps it in decoders, too', () => {
  expect(dropped(CHILD_FLAGS)).toBe(0)
})
