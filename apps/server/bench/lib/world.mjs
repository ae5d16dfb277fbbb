// The pictures where each server finds them, and how each server is started.
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@ossimg/client'
import { useFonts } from '@ossimg/engine'
import sharp from 'sharp'
import { drawSources, SOURCES } from './pictures.mjs'
import { startServer } from './processes.mjs'
import { keyOf, MARK_TEXT } from './workloads.mjs'

const CREDENTIALS = { accessKeyId: 'BENCHKEYID', accessKeySecret: 'bench-secret' }
const OSSIMG = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const script = (name) => fileURLToPath(new URL(name, import.meta.url))

export const CORES = availableParallelism()

/** What ossimg may take where memory is short, as `--memory` takes it: 400 MiB for each core. */
export const DEFAULT_MEMORY = `${400 * CORES}M`

/** The bytes of `800M`, `1G` or a number; undefined for `0`: the server's own default. */
export function bytesOf(text) {
  const [, digits, unit] = /^(\d+)([KMGT]?)$/.exec(text) ?? []
  if (digits === undefined) throw new Error(`${text} is not a number of bytes such as 800M.`)
  return Number(digits) * 1024 ** ' KMGT'.indexOf(unit || ' ') || undefined
}

/** How many copies of each source there are: enough for so many different URLs as a whole run asks for. */
export const COPIES = {
  full: { 'photo-2': 384, 'photo-12': 48, small: 4000, screen: 16, loop: 32 },
  quick: { 'photo-2': 96, 'photo-12': 12, small: 600, screen: 4, loop: 8 },
  /** For the overload, which asks for one kind of picture only. */
  photos: { 'photo-2': 384 },
  /** For the soak: what its mix has in it. */
  mixed: { 'photo-2': 384, 'photo-12': 48, screen: 32, loop: 32 },
  few: { 'photo-2': 2, 'photo-12': 2, small: 2, screen: 2, loop: 2 },
}

/**
 * Draws the pictures and stores `copies` of them where ossimg and where the others find them, in a new folder. It is
 * gone after `remove()`, and when this process ends by itself.
 *
 * @param memory bytes that ossimg may take; undefined: its own default.
 */
export async function createWorld(copies, { memory } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'ossimg-bench-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.on('exit', remove)
  const world = {
    remove,
    copies,
    memory,
    folder,
    pictures: join(folder, 'pictures'),
    results: join(folder, 'results'),
    data: join(folder, 'data'),
  }
  await mkdir(world.pictures)
  await mkdir(world.results)
  const files = await drawSources()
  await writeMark(world)
  for (const [source, count] of Object.entries(copies))
    for (let copy = 0; copy < count; copy++)
      await writeFile(join(world.pictures, keyOf(source, copy)), files[source])
  await upload(world, files)
  return world
}

/** The text as raw pixels, in the font of the engine, as the ceiling draws it. */
async function writeMark({ folder, pictures }) {
  const { family } = await useFonts({ cacheDirectory: join(folder, 'fonts') })
  const text = `<span foreground="#${MARK_TEXT.color}" lang="zh-cn">${MARK_TEXT.content}</span>`
  const picture = sharp({ text: { text, font: `${family}, ${MARK_TEXT.size}`, dpi: 72, rgba: true } })
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true })
  await writeFile(join(pictures, 'mark.raw'), data)
  await writeFile(join(pictures, 'mark.json'), JSON.stringify({ width: info.width, height: info.height }))
}

/** Uploads under way at a time. */
const UPLOADS = 8

async function upload(world, files) {
  const server = await startOssimg(world)
  try {
    const client = new Client({ endpoint: server.origin, bucket: 'bench', credentials: CREDENTIALS })
    await client.createBucket({ acl: 'public-read' })
    const keys = Object.entries(world.copies).flatMap(([source, count]) =>
      Array.from({ length: count }, (_, copy) => ({ source, key: keyOf(source, copy) })),
    )
    const next = async () => {
      for (let task = keys.pop(); task; task = keys.pop())
        await client.put(task.key, files[task.source], { contentType: SOURCES[task.source].type })
    }
    await Promise.all(Array.from({ length: UPLOADS }, next))
  } finally {
    await server.stop()
  }
}

/** The ossimg server, as it is started in production but for its folder, port, keys, log and metrics. */
export function startOssimg({ data, memory }) {
  return startServer(OSSIMG, [], {
    OSSIMG_HOST: '127.0.0.1',
    OSSIMG_PORT: '0',
    OSSIMG_DATA_DIR: data,
    OSSIMG_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    OSSIMG_ACCESS_KEY_SECRET: CREDENTIALS.accessKeySecret,
    OSSIMG_LOG_LEVEL: 'warn',
    // To count what was decoded.
    OSSIMG_METRICS: 'open',
    ...(memory && { OSSIMG_MEMORY_BYTES: String(memory) }),
  })
}

/** As many threads as serve sharp best. */
const THREADS = { UV_THREADPOOL_SIZE: String(4 * CORES) }

/** Every server, by name. */
export const STARTS = {
  ossimg: startOssimg,
  ceiling: ({ pictures }) => startServer(script('ceiling.mjs'), [pictures], THREADS),
  ipx: ({ pictures }) => startServer(script('ipx-peer.mjs'), [pictures], THREADS),
  fastify: ({ results }) => startServer(script('plain-fastify.mjs'), [results]),
}
