import { expect, it } from 'vitest'
import { type Beginning, useLargePages } from './large-pages.ts'

/** What a process begins anew with; undefined: it goes on. */
function restarted(changes: Partial<Beginning>): readonly unknown[] | undefined {
  let got: readonly unknown[] | undefined
  const execve = (...parameters: unknown[]) => {
    got = parameters
    return undefined as never
  }
  useLargePages({
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

it('begins anew with all that the process had', () => {
  const args = ['/bin/node', '--use-largepages=silent', '--trace-warnings', '/main.js', 'word']
  expect(restarted({})).toEqual(['/bin/node', args, { PATH: '/bin' }])
})

it.each<[string, Partial<Beginning>]>([
  ['has been done', { execArgv: ['--use-largepages=silent'] }],
  ['was decided by the operator', { env: { NODE_OPTIONS: '--no-warnings --use-largepages=off' } }],
  ['is not possible in this system', { platform: 'darwin' }],
  ['is not possible in this Node', { execve: undefined as never }],
  ['would lose the channel to a parent', { connected: true }],
])('goes on where that %s', (_name, changes) => {
  expect(restarted(changes)).toBeUndefined()
})
