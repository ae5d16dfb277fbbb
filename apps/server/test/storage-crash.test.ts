import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Crc64 } from '../src/storage/crc64.ts'
import { openDiskStorage } from '../src/storage/disk.ts'
import type { Storage } from '../src/storage/storage.ts'
import { etagOf } from './bodies.ts'
import { seededContent } from './crash/seeded-content.mjs'
import { blobNames, temporaryNames } from './disk-files.ts'

const ROUNDS = 50
const DRIVER = fileURLToPath(new URL('../dist/storage/disk.js', import.meta.url))
const WRITER = fileURLToPath(new URL('./crash/writer.mjs', import.meta.url))

/** Stands for "no object" where a seed is expected; the seeds of deletions begin with it. */
const ABSENT = '-'

/** What one killed writer said about a key. */
interface KeyHistory {
  readonly acknowledged: string[]
  /** Begun and never acknowledged: the crash may have come before or after its commit. */
  readonly pending: Set<string>
}

let directory: string

beforeAll(async () => {
  if (!existsSync(DRIVER)) throw new Error('The writer runs the built driver: build this package first.')
  directory = await mkdtemp(join(tmpdir(), 'ossimg-crash-'))
})

afterAll(() => rm(directory, { recursive: true, force: true }))

it(`keeps every acknowledged change and tears none in ${ROUNDS} kills`, { timeout: 180_000 }, async () => {
  const present = new Map<string, string>()
  const totals = { kills: 0, acknowledged: 0, interrupted: 0, checked: 0, temporary: 0, blobs: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    const histories = await runAndKill(round)
    totals.kills++
    for (const { acknowledged, pending } of histories.values()) {
      totals.acknowledged += acknowledged.length
      totals.interrupted += pending.size
    }
    totals.temporary += (await temporaryNames(directory)).length
    totals.blobs += (await blobNames(directory)).length

    const storage = await openDiskStorage({ directory })
    await storage.createBucket('crash')
    for (const key of histories.keys()) if (!present.has(key)) present.set(key, ABSENT)
    const versions: string[] = []
    for (const [key, before] of present) {
      const history = histories.get(key) ?? { acknowledged: [], pending: new Set() }
      const found = await presentSeed(storage, key, versions)
      const allowed = [history.acknowledged.at(-1) ?? before, ...history.pending]
      const states = allowed.map((seed) => (seed.startsWith(ABSENT) ? ABSENT : seed))
      expect(states, `${key} in round ${round}`).toContain(found)
      present.set(key, found)
      totals.checked++
    }
    await storage.close()
    expect(await temporaryNames(directory)).toEqual([])
    expect(await blobNames(directory)).toEqual(versions.sort())
    totals.blobs -= versions.length
  }

  const database = new Database(join(directory, 'metadata.db'))
  expect(database.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }])
  database.close()
  expect(totals.acknowledged).toBeGreaterThan(ROUNDS * 5)
  expect(totals.temporary).toBeGreaterThan(0) // or no kill ever met an upload, and nothing was tried
  console.log(
    `${totals.kills} kills, ${totals.acknowledged} acknowledged and ${totals.interrupted} interrupted`,
    `changes, ${totals.checked} contents checked,`,
    `${totals.temporary} temporary files and ${totals.blobs} stray blobs removed`,
  )
})

/** Lets a writer work for a moment, kills it and gives what it had said, by key. */
async function runAndKill(round: number): Promise<ReadonlyMap<string, KeyHistory>> {
  const child = spawn(process.execPath, [WRITER, DRIVER, directory, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const lines: string[] = []
  const input = createInterface({ input: child.stdout })
  const drained = once(input, 'close')
  const opened = new Promise<void>((resolve) => {
    input.on('line', (line) => {
      lines.push(line)
      if (line === 'open') resolve()
    })
  })
  // Every fifth kill may come while the storage is still opening, and cleaning up after the last kill.
  if (round % 5 !== 4) await Promise.race([opened, exited])
  await delay(round % 5 === 4 ? 80 + Math.random() * 120 : 20 + Math.random() * 480)
  await kill(child, exited)
  await drained
  return historiesOf(lines)
}

async function kill(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  expect(child.exitCode, 'the writer failed by itself').toBeNull()
  child.kill('SIGKILL')
  await exited
}

function historiesOf(lines: readonly string[]): ReadonlyMap<string, KeyHistory> {
  const histories = new Map<string, KeyHistory>()
  for (const line of lines) {
    const [event, key, seed] = line.split(' ')
    if (!key || !seed) continue
    const history = histories.get(key) ?? { acknowledged: [], pending: new Set() }
    histories.set(key, history)
    if (event === 'try') history.pending.add(seed)
    if (event === 'ack') {
      history.pending.delete(seed)
      history.acknowledged.push(seed)
    }
  }
  return histories
}

/** The seed of the content under `key`, after its bytes were compared with the record and with the seed. */
async function presentSeed(storage: Storage, key: string, versions: string[]): Promise<string> {
  const reader = await storage.openObject('crash', key).catch((error) => {
    if (error.code === 'NoSuchKey') return undefined
    throw error
  })
  if (!reader) return ABSENT
  const bytes = await reader.bytes().finally(() => reader.close())
  const { record } = reader
  const seed = record.userMetadata.seed ?? ''
  expect(record).toMatchObject({
    size: bytes.length,
    etag: etagOf(bytes),
    crc64: new Crc64().update(bytes).digest(),
  })
  expect(bytes.equals(seededContent(seed)), `${key} holds what ${seed} wrote`).toBe(true)
  versions.push(record.version)
  return seed
}
