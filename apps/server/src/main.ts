#!/usr/bin/env node
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Fonts, fontsWork, tuneSharp, useFonts } from '@ossimg/engine'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import { banner } from './banner.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { type KeptCredentials, keepCredentials } from './credentials-file.ts'
import { DEMO_PATHS, provideDemo } from './demo.ts'
import { type Listening, listen } from './listen.ts'
import { openDiskStorage } from './storage/disk.ts'
import type { Storage } from './storage/storage.ts'

/** Milliseconds that requests under way get at the end. */
const GRACE = 5000

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
  const storage = await openDiskStorage({ directory: join(folder, 'store') })
  try {
    const kept = config.credentials ? undefined : await keepCredentials(join(folder, 'credentials.json'))
    const fonts = await prepareFonts(config, join(folder, 'fonts'))
    await provideDemo(storage, fileURLToPath(new URL('demo/', import.meta.url)))
    const app = build(config, { storage, kept, fonts })
    const listening = await listen(app, config.host, config.port)
    stopOnSignal(listening, storage)
    console.log(banner({ endpoint: listening.endpoint, region: config.region, kept, paths: DEMO_PATHS }))
  } catch (error) {
    await storage.close()
    throw error
  }
}

interface Parts {
  readonly storage: Storage
  readonly kept: KeptCredentials | undefined
  readonly fonts: Fonts | undefined
}

function build(config: Config, { storage, kept, fonts }: Parts): FastifyInstance {
  const credentials = config.credentials ?? kept?.credentials
  return buildApp({
    ...config,
    storage,
    credentials: credentials ? [credentials] : [],
    fontRevision: fonts?.revision,
  })
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
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return [`${error.message}: choose another port with OSSIMG_PORT.`]
  if (code === 'EACCES')
    return [`${error.message}: choose another port with OSSIMG_PORT, or another OSSIMG_DATA_DIR.`]
  return [error.message]
}
