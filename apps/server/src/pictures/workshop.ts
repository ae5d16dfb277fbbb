import { availableParallelism } from 'node:os'
import type { FontOptions } from '@ossimg/engine'
import type { FastifyBaseLogger } from 'fastify'
import type { Admission, AdmissionLimits } from '../admission/admission.ts'
import { openAdmission } from '../admission/open-admission.ts'
import { type Decoders, startDecoders } from '../decoding/decoders.ts'
import { localWorker } from '../decoding/local.ts'
import type { PictureWorker } from '../decoding/worker.ts'
import { memoryOnlyCache, openResultCache } from '../result-cache/open-result-cache.ts'
import type { ResultCache } from '../result-cache/result-cache.ts'
import { defaultMemory, type MemoryShares, shareMemory } from './memory.ts'

/** Where pictures are made, when, and where they are kept. */
export interface Workshop {
  readonly worker: PictureWorker
  readonly admission: Admission
  readonly cache: ResultCache
  /** The processes that the worker has, if it has some. */
  readonly decoders?: Pick<Decoders, 'statistics'>
}

/** Milliseconds that a picture may take: SDKs give up after ten seconds, of which it may wait for two. */
const JOB_LIMIT = 7500

/** Memory of a workshop that nobody has configured, bytes. */
const LOCAL_MEMORY = { cache: 16 * 1024 ** 2, jobs: 1024 ** 3 }

/** A workshop in this very process and its memory, for tests and for programs that need no more. */
export function localWorkshop({
  limits = {},
}: {
  readonly limits?: Partial<AdmissionLimits>
} = {}): Workshop {
  const jobs = availableParallelism()
  const usual = { jobs, bytes: LOCAL_MEMORY.jobs, queueMs: 2000, jobMs: JOB_LIMIT }
  return {
    worker: localWorker(),
    admission: openAdmission({ ...usual, ...limits }),
    cache: memoryOnlyCache(LOCAL_MEMORY.cache),
  }
}

/** How a workshop of its own processes is set up. */
export interface WorkshopOptions {
  /** The folder for pictures that were made; nobody else's. */
  readonly cacheDirectory: string
  /** Bytes that they may take there; 0: none is kept on the disk. */
  readonly cacheBytes: number
  /** Processes that decode and encode. Default: one for every core and one more. */
  readonly workers?: number | undefined
  /** Bytes that all processes together may take. Default: half of what the machine grants. */
  readonly memoryBytes?: number | undefined
  /** Milliseconds that a picture may wait for its turn. */
  readonly queueMs: number
  /** What `useFonts` was given in this process. Default: texts cannot be drawn. */
  readonly fonts?: FontOptions | undefined
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>
}

/** A workshop with processes and a folder, to be closed. */
export interface OpenWorkshop extends Workshop {
  readonly decoders: Decoders
  readonly memory: MemoryShares
  close(): Promise<void>
}

/** Starts the processes and opens what was kept. Rejects when it cannot be done. */
export async function openWorkshop(options: WorkshopOptions): Promise<OpenWorkshop> {
  const { cacheDirectory, cacheBytes, queueMs, fonts, log } = options
  // Large pictures leave one process to small ones, and shall have every core all the same.
  const cores = availableParallelism()
  const processes = options.workers ?? cores + 1
  const memory = shareMemory(options.memoryBytes ?? defaultMemory(), processes)
  const where = { directory: cacheDirectory, diskBytes: cacheBytes, memoryBytes: memory.cache }
  // Behind the work of each core one more waits in its process, so that this need not wait for us; behind the only
  // process it might wait for a heavy one without an end.
  const jobs = processes === 1 ? 1 : Math.max(processes, 2 * Math.min(processes, cores))
  const heavyJobs = Math.max(1, processes - 1)
  const admission = openAdmission({ jobs, heavyJobs, bytes: memory.jobs, queueMs, jobMs: JOB_LIMIT })
  const cache = await openResultCache({ ...where, log })
  const decoders = await startDecoders({ size: processes, fonts, limitMs: JOB_LIMIT, log }).catch(
    async (error: unknown) => {
      await cache.close()
      throw error
    },
  )
  return {
    worker: decoders,
    decoders,
    cache,
    admission,
    memory,
    async close() {
      await decoders.close()
      await cache.close()
    },
  }
}
