// The other end of `load.mjs`.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const LOAD = fileURLToPath(new URL('load.mjs', import.meta.url))

/** Starts a process that asks. `closed`, `open` and `burst` take the jobs of the files of these names. */
export function startGenerator() {
  const child = fork(LOAD, { execArgv: [], serialization: 'advanced' })
  const jobs = new Map()
  let count = 0
  child.on('message', ({ id, result, error }) => {
    const { resolve, reject } = jobs.get(id)
    jobs.delete(id)
    if (error === undefined) resolve(result)
    else reject(new Error(error))
  })
  child.on('exit', (code, signal) => {
    for (const { reject } of jobs.values()) reject(new Error(`The load ended by itself: ${code ?? signal}`))
  })
  const run = (kind) => (job) =>
    new Promise((resolve, reject) => {
      count += 1
      jobs.set(count, { resolve, reject })
      child.send({ id: count, kind, job })
    })
  return {
    closed: run('closed'),
    open: run('open'),
    burst: run('burst'),
    stop: () => child.disconnect(),
  }
}
