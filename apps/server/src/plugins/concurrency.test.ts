import { expect, it } from 'vitest'
import { limitConcurrency } from './concurrency.ts'

/** Work that ends when it is told to. */
function job() {
  let finish = () => {}
  let started = false
  const done = new Promise<void>((resolve) => {
    finish = resolve
  })
  return {
    finish,
    isStarted: () => started,
    work: async () => {
      started = true
      await done
      return 'made'
    },
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))
const never = new AbortController().signal

it('runs so many at a time, in the order of arrival', async () => {
  const admit = limitConcurrency({ running: 2, waiting: 2 })
  const jobs = [job(), job(), job(), job()]
  const results = jobs.map(({ work }) => admit(work, never))
  await settle()
  expect(jobs.map(({ isStarted }) => isStarted())).toEqual([true, true, false, false])
  jobs[1]?.finish()
  await settle()
  expect(jobs.map(({ isStarted }) => isStarted())).toEqual([true, true, true, false])
  for (const { finish } of jobs) finish()
  expect(await Promise.all(results)).toEqual(['made', 'made', 'made', 'made'])
})

it('refuses at once what finds the queue full, and has room again later', async () => {
  const admit = limitConcurrency({ running: 1, waiting: 1 })
  const first = job()
  const second = job()
  const results = [admit(first.work, never), admit(second.work, never)]
  await expect(admit(async () => 'late', never)).rejects.toMatchObject({ code: 'ServiceUnavailable' })
  first.finish()
  second.finish()
  await Promise.all(results)
  expect(await admit(async () => 'later', never)).toBe('later')
})

it('forgets who leaves the queue', async () => {
  const admit = limitConcurrency({ running: 1, waiting: 1 })
  const first = job()
  const left = job()
  const next = job()
  const leaving = new AbortController()
  const running = admit(first.work, never)
  const waiting = admit(left.work, leaving.signal)
  leaving.abort()
  await expect(waiting).rejects.toThrow('aborted')
  const result = admit(next.work, never)
  first.finish()
  next.finish()
  await Promise.all([running, result])
  expect(left.isStarted()).toBe(false)
  await expect(admit(async () => 'gone before', AbortSignal.abort())).rejects.toThrow('aborted')
})

it('gives the place back when work fails', async () => {
  const admit = limitConcurrency({ running: 1, waiting: 0 })
  await expect(
    admit(async () => {
      throw new Error('broken')
    }, never),
  ).rejects.toThrow('broken')
  expect(await admit(async () => 'made', never)).toBe('made')
})
