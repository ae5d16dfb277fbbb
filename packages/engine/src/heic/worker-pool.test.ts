import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { createWorkerPool } from './worker-pool.ts'

/** Ends by an exception when it is told to. */
const SOURCE = `require('node:worker_threads').parentPort.on('message', () => { throw new Error('told to') })`

function pool(most: number, idleMs = 5000) {
  const workers: Worker[] = []
  const start = () => {
    const worker = new Worker(SOURCE, { eval: true })
    workers.push(worker)
    return worker
  }
  return { workers, pool: createWorkerPool({ start, most, idleMs }) }
}

describe('createWorkerPool', { timeout: 20_000 }, () => {
  it('serves in the order of coming, one task to a worker', async () => {
    const { workers, pool: two } = pool(2)
    const order: number[] = []
    const inUse = new Set<Worker>()
    const task = (index: number) => async (worker: Worker) => {
      expect(inUse.has(worker)).toBe(false)
      inUse.add(worker)
      order.push(index)
      await setTimeout(5)
      inUse.delete(worker)
      return index
    }
    const tasks = Array.from({ length: 9 }, (_, index) => two.use(task(index)))
    expect(await Promise.all(tasks)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(workers).toHaveLength(2)
  })

  it('ends the worker of a task that fails, and starts another', async () => {
    const { workers, pool: one } = pool(1)
    await expect(one.use(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    await one.use(async (worker) => expect(worker).not.toBe(workers[0]))
    expect(workers).toHaveLength(2)
    expect(one.size).toBe(1)
  })

  it('forgets an idle worker that dies', async () => {
    const { workers, pool: one } = pool(1)
    const first = await one.use(async (worker) => worker)
    first.postMessage('die')
    await new Promise((resolve) => first.once('exit', resolve))
    expect(one.size).toBe(0)
    await one.use(async (worker) => expect(worker).not.toBe(first))
    expect(workers).toHaveLength(2)
  })

  it('goes on after a worker that cannot be started', async () => {
    let fails = true
    const start = () => {
      if (fails) throw new Error('no thread')
      return new Worker(SOURCE, { eval: true })
    }
    const one = createWorkerPool({ start, most: 1, idleMs: 5000 })
    await expect(one.use(async () => 1)).rejects.toThrow('no thread')
    fails = false
    expect(await one.use(async () => 2)).toBe(2)
  })
})
