import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AppOptions, buildApp } from '../src/app.ts'
import { openDiskStorage } from '../src/storage/disk.ts'
import type { Storage } from '../src/storage/storage.ts'

/** The one key of a server under test. */
export const KEY = { accessKeyId: 'TESTKEYID', accessKeySecret: 'test-secret' } as const

/** A server on a free port of the loopback, with a disk store of its own. */
export interface LiveServer {
  /** Such as `http://127.0.0.1:41234`. */
  readonly origin: string
  readonly port: number
  readonly storage: Storage
  close(): Promise<void>
}

/** Starts a server; whoever starts it closes it. */
export async function startServer(options: Partial<AppOptions> = {}): Promise<LiveServer> {
  const directory = await mkdtemp(join(tmpdir(), 'ossimg-live-'))
  const storage = await openDiskStorage({ directory })
  const app = buildApp({
    storage,
    credentials: [KEY],
    resampling: 'auto',
    processedEtag: 'derived',
    baseHosts: ['localhost'],
    cnames: {},
    ...options,
  })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    origin,
    port: Number(new URL(origin).port),
    storage,
    async close() {
      await app.close()
      await storage.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
