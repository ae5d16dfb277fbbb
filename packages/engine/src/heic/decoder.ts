import { Worker } from 'node:worker_threads'
import { ask } from './ask.ts'
import type { Decoded, WorkerSettings } from './messages.ts'
import { refusal } from './refusal.ts'
import { WORKER_FILE } from './worker-file.ts'
import { createWorkerPool } from './worker-pool.ts'

const MIB = 1024 * 1024

/** MiB of JavaScript's heap, which decoding hardly uses: pixels lie outside it. */
const HEAP = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 } as const

export interface HeicDecoderOptions {
  /** Pictures decoded at a time, each in a thread. Default: 2. */
  readonly threads?: number
  /** Bytes that libheif may use in each thread. Default: 512 MiB, enough for some 70 million pixels. */
  readonly memory?: number
  /** ms after which a thread without work is ended. Default: 10 s. */
  readonly idleMs?: number
}

/** Decodes HEIC in threads of its own. */
export interface HeicDecoder {
  /**
   * @param timeoutMs ms of decoding; the wait for a thread that is free does not count.
   * @throws EngineError `BadRequest` for a file that is damaged or holds no HEVC, `ImageTooLarge` for one that needs
   *   more time or memory than it may take.
   */
  decode(bytes: Uint8Array, timeoutMs: number): Promise<Decoded>
  /** Threads alive now. */
  readonly threads: number
}

/** A decoder that has no thread yet. */
export function createHeicDecoder({
  threads = 2,
  memory = 512 * MIB,
  idleMs = 10_000,
}: HeicDecoderOptions = {}): HeicDecoder {
  const settings: WorkerSettings = { memory }
  const pool = createWorkerPool({ start: () => startWorker(settings), most: threads, idleMs })
  return {
    async decode(bytes, timeoutMs) {
      const reply = await pool.use(async (worker) => {
        const answer = await ask(worker, bytes, timeoutMs)
        if (!answer.ok && answer.broken) throw refusal(answer.failure, answer.reason)
        return answer
      })
      if (!reply.ok) throw refusal(reply.failure, reply.reason)
      return reply.decoded
    },
    get threads() {
      return pool.size
    },
  }
}

/** A thread with neither the environment nor the options of this process. */
function startWorker(settings: WorkerSettings): Worker {
  return new Worker(WORKER_FILE, {
    workerData: settings,
    resourceLimits: HEAP,
    env: {},
    execArgv: [],
    argv: [],
  })
}
