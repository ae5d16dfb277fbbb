#!/usr/bin/env node
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Server as TlsServer } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { type Fonts, fontsWork, tuneSharp, useFonts } from '@ossimg/engine'
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
import type { KeyRing } from './configuration/key-ring.ts'
import type { ReloadReport } from './configuration/reloading-files.ts'
import { openKeys } from './configuration/server-keys.ts'
import { DEMO_PATHS, provideDemo } from './demo.ts'
import { type Listening, listen } from './listen.ts'
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
  try {
    const fonts = await prepareFonts(config, join(folder, 'fonts'))
    await provideDemo(storage, fileURLToPath(new URL('demo/', import.meta.url)))
    await makeBuckets(storage, config, buckets)
    const app = build(config, { storage, keys: keys.ring, fonts })
    const listening = await openPorts(app, config, secure?.server)
    for (const files of [...keys.files, ...(secure ? [secure.files] : [])]) files.watch(reloadLog(app))
    stopOnSignal(listening, storage)
    const { region } = config
    console.log(banner({ ...listening, region, kept: keys.kept, paths: DEMO_PATHS }))
  } catch (error) {
    await storage.close()
    throw error
  }
}

interface Parts {
  readonly storage: Storage
  readonly keys: KeyRing
  readonly fonts: Fonts | undefined
}

function build(config: Config, { storage, keys, fonts }: Parts): FastifyInstance {
  return buildApp({ ...config, storage, keys, fontRevision: fonts?.revision })
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

/** Without fonts all but texts can be drawn, so that is no reason not to start, unless the operator named some. */
async function prepareFonts({ fontsDirectory }: Config, cacheDirectory: string): Promise<Fonts | undefined> {
  try {
    const fonts = await useFonts({ cacheDirectory, ...(fontsDirectory && { directories: [fontsDirectory] }) })
    if (!(await fontsWork()))
      warn('Chinese texts come out as boxes, because no font here has their characters.')
    return fonts
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (fontsDirectory !== undefined) throw new ConfigError([`OSSIMG_FONTS_DIR: ${reason}`])
    warn(`texts cannot be drawn: ${reason}`)
    return undefined
  }
}

function warn(problem: string): void {
  console.error(`ossimg-server: WARNING: ${problem}`)
  console.error('ossimg-server: Name a folder with fonts that work in OSSIMG_FONTS_DIR.')
}

/** Milliseconds within which a repeated signal is the same one: npm passes on what the terminal has already sent. */
const ECHO = 1000

/** Ends in order at the first SIGINT or SIGTERM, at once at the second. */
function stopOnSignal(listening: Listening, storage: Storage): void {
  let first: number | undefined
  const stop = async () => {
    if (first !== undefined) {
      if (performance.now() - first > ECHO) process.exit(1)
      return
    }
    first = performance.now()
    try {
      await listening.close(GRACE)
      await storage.close()
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
