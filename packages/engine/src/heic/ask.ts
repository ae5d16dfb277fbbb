import { once } from 'node:events'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { EngineError } from '../errors.ts'
import type { Reply } from './messages.ts'
import { tooMuchMemory } from './refusal.ts'

/**
 * Sends the bytes of a file to an idle worker and waits for the answer, during which the process stays alive. A worker
 * that this throws for may be dead or busy: it is to be terminated.
 *
 * @param timeoutMs ms; for a worker that was just started, its start included.
 * @throws EngineError `ImageTooLarge` when the time is over or the worker's heap is full, Error when it cannot start.
 */
export async function ask(worker: Worker, bytes: Uint8Array, timeoutMs: number): Promise<Reply> {
  const settled = new AbortController()
  const { signal } = settled
  worker.ref()
  try {
    const first = Promise.race([answer(worker, signal), end(worker, signal), timeout(timeoutMs, signal)])
    // The caller's bytes stay the caller's.
    const copy = new Uint8Array(bytes)
    worker.postMessage(copy, [copy.buffer])
    return await first
  } catch (error) {
    throw isOutOfHeap(error) ? tooMuchMemory(error) : error
  } finally {
    settled.abort()
    worker.unref()
  }
}

/** Rejects when the worker throws. */
async function answer(worker: Worker, signal: AbortSignal): Promise<Reply> {
  const [reply] = await once(worker, 'message', { signal })
  return reply
}

async function end(worker: Worker, signal: AbortSignal): Promise<never> {
  const [code] = await once(worker, 'exit', { signal })
  throw new Error(`The HEIC decoder ended with code ${code}.`)
}

async function timeout(timeoutMs: number, signal: AbortSignal): Promise<never> {
  await setTimeout(timeoutMs, undefined, { signal })
  // An answer that came in time, while this thread had other work, is read first.
  await setImmediate()
  throw new EngineError('ImageTooLarge', 'The image takes too long to decode.', {
    cause: new Error(`No answer in ${timeoutMs} ms`),
  })
}

function isOutOfHeap(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
