import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type Beginning, beginWithFlags, START_FLAGS } from './start-flags.ts'

/** What a process begins anew with; undefined: it goes on. */
function restarted(changes: Partial<Beginning>): readonly unknown[] | undefined {
  let got: readonly unknown[] | undefined
  const execve = (...parameters: unknown[]) => {
    got = parameters
    return undefined as never
  }
  beginWithFlags({
    platform: 'linux',
    execPath: '/bin/node',
    execArgv: ['--trace-warnings'],
    argv: ['/bin/node', '/main.js', 'word'],
    env: { PATH: '/bin', NOTHING: undefined },
    execve,
    ...changes,
  })
  return got
}

it('is what `npm start` starts with', () => {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  expect(JSON.parse(text).scripts.start).toBe(['node', ...START_FLAGS, 'scripts/start.mjs'].join(' '))
})

const LARGE_PAGES = '--use-largepages=silent'
const ROOM = '--max-semi-space-size=64'

it('begins anew with all that the process had', () => {
  const args = ['/bin/node', LARGE_PAGES, ROOM, '--trace-warnings', '/main.js', 'word']
  expect(restarted({})).toEqual(['/bin/node', args, { PATH: '/bin' }])
})

it.each([
  ['--use-largepages=off', ROOM],
  ['--max-semi-space-size=8', LARGE_PAGES],
])('leaves %s as it was decided', (decided, added) => {
  const args = ['/bin/node', added, decided, '/main.js', 'word']
  expect(restarted({ execArgv: [decided] })?.[1]).toEqual(args)
})

it.each<[string, Partial<Beginning>]>([
  ['has been done', { execArgv: [LARGE_PAGES, ROOM] }],
  [
    'was decided by the operator',
    { env: { NODE_OPTIONS: '--no-warnings --use-largepages=off --max-semi-space-size=8' } },
  ],
  ['is not possible in this system', { platform: 'darwin' }],
  ['is not possible in this Node', { execve: undefined as never }],
  ['would lose the channel to a parent', { connected: true }],
])('goes on where that %s', (_name, changes) => {
  expect(restarted(changes)).toBeUndefined()
})
