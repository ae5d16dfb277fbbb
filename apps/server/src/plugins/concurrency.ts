import { availableParallelism } from 'node:os'
import type { FastifyReply } from 'fastify'
import { ServerError } from '../errors.ts'

/** How many pictures may be in work. */
export interface ConcurrencyLimits {
  /** Pictures worked on at a time. */
  readonly running: number
  /** Pictures that may wait for their turn. */
  readonly waiting: number
}

/** A picture for every core, and 64 more waiting for each: some seconds of work, after which callers do better to retry. */
export function defaultConcurrency(): ConcurrencyLimits {
  const cores = availableParallelism()
  return { running: cores, waiting: 64 * cores }
}

/**
 * Runs work in its turn and gives its result. Rejects with `ServiceUnavailable` at once when the queue is full, and with
 * the signal's reason when it aborts before the turn comes.
 */
export type Admit = <Result>(work: () => Promise<Result>, signal: AbortSignal) => Promise<Result>

/** A gate that lets in so many at a time, in the order of arrival. */
export function limitConcurrency({ running, waiting }: ConcurrencyLimits): Admit {
  const queue = new Set<() => void>()
  let free = running

  return async (work, signal) => {
    signal.throwIfAborted()
    if (free > 0) free -= 1
    else await turn(signal)
    try {
      return await work()
    } finally {
      const [next] = queue
      if (next) next()
      else free += 1
    }
  }

  /** Resolves when the place of one who leaves is handed over. */
  function turn(signal: AbortSignal): Promise<void> {
    if (queue.size >= waiting) throw new ServerError('ServiceUnavailable', 'Please reduce your request rate.')
    return new Promise((resolve, reject) => {
      const enter = () => {
        queue.delete(enter)
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        queue.delete(enter)
        reject(signal.reason)
      }
      queue.add(enter)
      signal.addEventListener('abort', leave, { once: true })
    })
  }
}

/** Aborts when the client goes away before it has its answer. */
export function departure(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  return controller.signal
}
