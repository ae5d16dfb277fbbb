import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { type AppOptions, buildApp } from '../src/app.ts'
import { keyRing, ownerKey } from '../src/configuration/key-ring.ts'
import { listen } from '../src/listen.ts'
import { openSecureServer } from '../src/secure-server.ts'
import { openDiskStorage } from '../src/storage/disk.ts'
import type { Storage } from '../src/storage/storage.ts'
import { makeAuthority } from './certificates.ts'

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

/** A server whose `origin` is an `https` one. */
export interface SecureLiveServer extends LiveServer {
  /** The certificate of the authority that vouches for it, PEM. */
  readonly ca: string
}

/** Starts a server; whoever starts it closes it. */
export async function startServer(options: Partial<AppOptions> = {}): Promise<LiveServer> {
  const { app, storage, remove } = await makeServer(options)
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    origin,
    port: Number(new URL(origin).port),
    storage,
    async close() {
      await app.close()
      await remove()
    },
  }
}

/** Starts a server with a certificate for `hosts`, from an authority that nobody knows. */
export async function startSecureServer(
  hosts: readonly string[],
  options: Partial<AppOptions> = {},
): Promise<SecureLiveServer> {
  const { app, storage, directory, remove } = await makeServer(options)
  const authority = makeAuthority()
  const issued = authority.issue(...hosts)
  const files = { certificate: join(directory, 'tls.crt'), key: join(directory, 'tls.key') }
  await writeFile(files.certificate, issued.certificate)
  await writeFile(files.key, issued.key)
  const { server } = await openSecureServer({ ...files, port: 0 })
  const { secureEndpoint = '', close } = await listen(app, '127.0.0.1', 0, { server, port: 0 })
  return {
    origin: secureEndpoint,
    port: Number(new URL(secureEndpoint).port),
    storage,
    ca: authority.certificate,
    async close() {
      await close(0)
      await remove()
    },
  }
}

/** An app that does not listen yet, and its folder. */
interface Made {
  readonly app: FastifyInstance
  readonly storage: Storage
  readonly directory: string
  /** Ends the store when the app is closed. */
  remove(): Promise<void>
}

async function makeServer(options: Partial<AppOptions>): Promise<Made> {
  const directory = await mkdtemp(join(tmpdir(), 'ossimg-live-'))
  const storage = await openDiskStorage({ directory: join(directory, 'store') })
  const app = buildApp({
    storage,
    keys: keyRing([ownerKey(KEY)]),
    region: 'cn-hangzhou',
    resampling: 'auto',
    processedEtag: 'derived',
    baseHosts: ['localhost'],
    cnames: {},
    ...options,
  })
  return {
    app,
    storage,
    directory,
    async remove() {
      await storage.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
