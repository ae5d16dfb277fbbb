import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Server as TlsServer } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { tuneSharp } from '@ossimg/engine'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import { banner } from './banner.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { allConfigured, asConfigError, readConfigFile } from './configuration/config-file.ts'
import {
  type DeclaredBuckets,
  declareBuckets,
  readDeclaredBuckets,
} from './configuration/declared-buckets.ts'
import type { ReloadReport } from './configuration/reloading-files.ts'
import { openKeys } from './configuration/server-keys.ts'
import { asBatchWork } from './decoding/scheduling.ts'
import { DEMO_PATHS, provideDemo } from './demo.ts'
import { lateLog } from './late-log.ts'
import { type Listening, listen } from './listen.ts'
import { type OpenWorkshop, openWorkshop } from './pictures/workshop.ts'
import { prepareFonts } from './prepare-fonts.ts'
import { openSecureServer } from './secure-server.ts'
import { openDiskStorage } from './storage/disk.ts'
import type { Storage } from './storage/storage.ts'

/** Milliseconds that requests under way get at the end. */
const GRACE = 5000

/** The variable that names the file of declared buckets. */
const BUCKETS_VARIABLE = 'OSSIMG_CONFIG'

try {
  await start(readConfig(process.env))
} catch (error) {
  process.exitCode = 1
  for (const line of explain(error)) console.error(`ossimg-server: ${line}`)
}

async function start(config: Config): Promise<void> {
  const folder = resolve(config.dataDirectory)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  tuneSharp()
  const [keys, buckets, secure] = await allConfigured(
    openKeys(config, join(folder, 'credentials.json')),
    readBuckets(config),
    config.tls ? openSecureServer(config.tls) : Promise.resolve(undefined),
  )
  const storage = await openDiskStorage({ directory: join(folder, 'store') })
  let workshop: OpenWorkshop | undefined
  const release = async () => {
    await workshop?.close()
    await storage.close()
  }
  try {
    const prepared = await prepareFonts(config.fontsDirectory, join(folder, 'fonts'))
    const log = lateLog()
    const cacheDirectory = resolve(config.cacheDirectory ?? join(folder, 'cache'))
    workshop = await openWorkshop({ ...config, cacheDirectory, fonts: prepared?.options, log })
    await provideDemo(storage, fileURLToPath(new URL('demo/', import.meta.url)))
    await makeBuckets(storage, config, buckets)
    const fontRevision = prepared?.fonts.revision
    const hotBytes = workshop.memory.hotAnswers
    const app = buildApp({ ...config, storage, keys: keys.ring, fontRevision, workshop, hotBytes })
    log.use(app.log)
    const listening = await openPorts(app, config, secure?.server)
    for (const files of [...keys.files, ...(secure ? [secure.files] : [])]) files.watch(reloadLog(app))
    stopOnSignal(listening, release)
    const { region, cacheBytes } = config
    const { decoders, memory } = workshop
    const isBatchWork = asBatchWork().length > 0
    const settings = { decoders: decoders.size, isBatchWork, memory, cacheBytes, cacheDirectory }
    console.log(banner({ ...listening, region, kept: keys.kept, paths: DEMO_PATHS, settings }))
  } catch (error) {
    await release()
    throw error
  }
}

async function readBuckets(config: Config): Promise<DeclaredBuckets> {
  const { bucketsFile } = config
  if (bucketsFile === undefined) return new Map()
  return readConfigFile(BUCKETS_VARIABLE, bucketsFile, (text) => readDeclaredBuckets(text, config))
}

async function makeBuckets(
  storage: Storage,
  { bucketsFile = '' }: Config,
  buckets: DeclaredBuckets,
): Promise<void> {
  try {
    await declareBuckets(storage, buckets)
  } catch (error) {
    throw asConfigError(BUCKETS_VARIABLE, bucketsFile, error)
  }
}

async function openPorts(app: FastifyInstance, config: Config, server?: TlsServer): Promise<Listening> {
  const { host, port, tls } = config
  try {
    return await listen(app, host, port, server && tls && { server, port: tls.port })
  } catch (error) {
    if (!isSystemError(error) || (error.code !== 'EADDRINUSE' && error.code !== 'EACCES')) throw error
    const variable = tls && error.port === tls.port ? 'OSSIMG_TLS_PORT' : 'OSSIMG_PORT'
    throw new ConfigError([`${error.message}: choose another port with ${variable}.`])
  }
}

/** Tells the operator, who has changed a file and looks into the log. */
function reloadLog({ log }: FastifyInstance): ReloadReport {
  return {
    loaded: (files) => log.info({ files }, 'read again'),
    failed: (files, error) => {
      const what = error instanceof ConfigError ? { problems: error.problems } : { err: error }
      log.error({ files, ...what }, 'cannot be read again: what was read before still holds')
    },
  }
}

/** Milliseconds within which a repeated signal is the same one: npm passes on what the terminal has already sent. */
const ECHO = 1000

/** Ends in order at the first SIGINT or SIGTERM, at once at the second. */
function stopOnSignal(listening: Listening, release: () => Promise<void>): void {
  let first: number | undefined
  const stop = async () => {
    if (first !== undefined) {
      if (performance.now() - first > ECHO) process.exit(1)
      return
    }
    first = performance.now()
    try {
      await listening.close(GRACE)
      await release()
      process.exit(0)
    } catch (error) {
      console.error('ossimg-server: could not end in order:', error)
      process.exit(1)
    }
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

function explain(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.problems
  if (!(error instanceof Error)) return [String(error)]
  if (isSystemError(error) && error.code === 'EACCES')
    return [`${error.message}: choose another OSSIMG_DATA_DIR.`]
  return [error.message]
}

/** An error that the operating system gives. */
interface SystemError extends Error {
  readonly code: unknown
  /** The port that was to be opened, if one was. */
  readonly port?: unknown
}

function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'code' in error
}
