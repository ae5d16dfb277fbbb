import type { Worker } from 'node:worker_threads'

export interface WorkerPoolOptions {
  readonly start: () => Worker
  /** How many workers there are at most, at least 1. */
  readonly most: number
  /** ms after which a worker that has nothing to do is ended */
  readonly idleMs: number
}

/** Workers for one task each at a time. None keeps the process alive while it has nothing to do. */
export interface WorkerPool {
  /**
   * Does `task` with a worker of its own, as soon as there is one; who came first is served first. A worker whose
   * task fails is ended, and another takes its place when it is needed.
   */
  use<Result>(task: (worker: Worker) => Promise<Result>): Promise<Result>
  /** Workers alive now, whether they work, wait or are about to end. */
  readonly size: number
}

/** A pool that starts a worker when it is first needed. */
export function createWorkerPool({ start, most, idleMs }: WorkerPoolOptions): WorkerPool {
  const idle = new Map<Worker, NodeJS.Timeout>()
  const waiting: (() => void)[] = []
  let busy = 0
  let alive = 0

  /** Waits until fewer than `most` are busy, and counts as one of them. */
  async function enter(): Promise<void> {
    if (busy < most) busy++
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }

  /** Lets the next one in, in place of one that is done. */
  function leave(): void {
    const next = waiting.shift()
    if (next === undefined) busy--
    else next()
  }

  function take(): Worker {
    const [worker] = idle.keys()
    if (worker === undefined) return startOne()
    forget(worker)
    return worker
  }

  function startOne(): Worker {
    const worker = start()
    alive++
    worker.unref()
    // An error without a listener would end the process. Of one in a task the task learns by itself.
    worker.on('error', () => {})
    worker.on('exit', () => {
      alive--
      forget(worker)
    })
    return worker
  }

  function keep(worker: Worker): void {
    const end = () => {
      forget(worker)
      void worker.terminate()
    }
    idle.set(worker, setTimeout(end, idleMs).unref())
  }

  function forget(worker: Worker): void {
    clearTimeout(idle.get(worker))
    idle.delete(worker)
  }

  return {
    async use(task) {
      await enter()
      let worker: Worker | undefined
      try {
        worker = take()
        const result = await task(worker)
        keep(worker)
        leave()
        return result
      } catch (error) {
        // The caller learns at once; the place becomes free when the thread has really ended.
        if (worker === undefined) leave()
        else void worker.terminate().then(leave)
        throw error
      }
    },
    get size() {
      return alive
    },
  }
}
