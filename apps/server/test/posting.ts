import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LightMyRequestResponse } from 'fastify'
import { expect } from 'vitest'
import { openDiskStorage } from '../src/storage/disk.ts'
import { FORM_TYPE, type FormEntry, formBody } from './forms.ts'
import { createBucket, startServer, type TestServer } from './server.ts'

/** For version 4 signatures of forms. */
export const V4 = { version: 4, date: new Date(), region: 'cn-hangzhou' } as const

/** The file of most forms. */
export const FILE: FormEntry = [
  'file',
  { content: 'hello', filename: 'a b.txt', type: 'text/plain; charset=utf-8' },
]

/** A server that forms are sent to. */
export interface Posting extends TestServer {
  /** The folder of its store. */
  readonly directory: string
  /** Sends a form without any other credentials. */
  post(
    path: string,
    entries: readonly FormEntry[],
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>
  /** What an object holds. */
  stored(path: string): Promise<string>
  /** Fails the test if there is such an object. */
  expectNone(path: string): Promise<void>
}

/** A server with a private bucket `photos`, `open` for everybody and `shown` to everybody. */
export async function startPosting(): Promise<Posting> {
  const directory = await mkdtemp(join(tmpdir(), 'posting-'))
  const storage = await openDiskStorage({ directory })
  const started = await startServer({ storage })
  const server: TestServer = { ...started, storage }
  await createBucket(server, 'photos')
  await createBucket(server, 'open', 'public-read-write')
  await createBucket(server, 'shown', 'public-read')
  return {
    ...server,
    directory,
    post: (path, entries, headers) => postForm(server, path, entries, headers),
    stored: async (path) => (await server.owner('GET', path)).body,
    expectNone: async (path) => {
      expect((await server.owner('HEAD', path)).statusCode).toBe(404)
    },
    close: async () => {
      await started.close()
      await storage.close()
      await rm(directory, { recursive: true })
    },
  }
}

/** Sends a form without any other credentials. */
export function postForm(
  server: TestServer,
  path: string,
  entries: readonly FormEntry[],
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  return server.anonymous('POST', path, { headers: { ...FORM_TYPE, ...headers }, body: formBody(entries) })
}
