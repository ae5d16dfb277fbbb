import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { multipartEtag } from '../src/storage/choose-parts.ts'
import { Crc64 } from '../src/storage/crc64.ts'
import { openDiskStorage } from '../src/storage/disk.ts'
import type { ObjectReader, Storage } from '../src/storage/storage.ts'
import type { Upload } from '../src/storage/uploads.ts'
import { etagOf } from './bodies.ts'
import { DRIVER, type KeyHistory, runAndKill } from './crash/killed-writer.ts'
import { seededContent, seededParts } from './crash/seeded-content.mjs'
import { blobNames, temporaryNames } from './disk-files.ts'

const ROUNDS = 50

/** What a key holds: the seeds of what was put or appended, in their order. None: there is no object. */
type State = readonly string[]

const ABSENT: State = []

let directory: string

beforeAll(async () => {
  if (!existsSync(DRIVER)) throw new Error('The writer runs the built driver: build this package first.')
  directory = await mkdtemp(join(tmpdir(), 'ossimg-crash-'))
})

afterAll(() => rm(directory, { recursive: true, force: true }))

it(`keeps every acknowledged change and tears none in ${ROUNDS} kills`, { timeout: 180_000 }, async () => {
  const states = new Map<string, State>()
  const totals = { acknowledged: 0, pending: 0, appends: 0, uploads: 0, checked: 0, temporary: 0, blobs: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    const histories = await runAndKill(directory, round)
    for (const { acknowledged, pending } of histories.values()) {
      totals.acknowledged += acknowledged.length
      totals.pending += pending.size
      totals.appends += [...pending].filter((seed) => seed.startsWith('+')).length
    }
    totals.temporary += (await temporaryNames(directory)).length
    totals.blobs += (await blobNames(directory)).length

    const storage = await openDiskStorage({ directory })
    await storage.createBucket('crash')
    for (const key of histories.keys()) if (!states.has(key)) states.set(key, ABSENT)
    for (const [key, before] of states) {
      const found = await presentState(storage, key, statesAfter(before, histories.get(key)))
      if (!found) expect.fail(`${key} holds something else in round ${round}`)
      states.set(key, found)
      totals.checked++
    }
    const { uploads } = await storage.listUploads('crash', { limit: 1000 })
    for (const [key, { parts, pending }] of histories) {
      for (const [seed, count] of parts) {
        if (!pending.has(seed) || states.get(key)?.includes(seed)) continue
        const upload = uploads.find((left) => left.properties.userMetadata.seed === seed)
        expect(upload && (await partsOf(storage, upload)).length, `parts of ${seed}`).toBeGreaterThanOrEqual(
          count,
        )
      }
    }

    const { objects } = await storage.listObjects('crash', { limit: 1000 })
    const parts = await Promise.all(uploads.map((upload) => partsOf(storage, upload)))
    const left = await blobNames(directory)
    expect(await temporaryNames(directory)).toEqual([])
    expect(left).toEqual(expect.arrayContaining(objects.map((object) => object.version)))
    expect(left).toHaveLength(objects.length + parts.flat().length)
    totals.blobs -= left.length

    for (const upload of uploads) {
      await finish(storage, upload)
      states.set(upload.key, ABSENT)
    }
    totals.uploads += uploads.length
    await storage.close()
    expect(await blobNames(directory)).toHaveLength(
      [...states.values()].filter((state) => state !== ABSENT).length,
    )
  }

  const database = new Database(join(directory, 'metadata.db'))
  expect(database.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }])
  database.close()
  expect(totals.acknowledged).toBeGreaterThan(ROUNDS * 5)
  // Or no kill ever met an upload, and nothing was tried.
  expect(totals.temporary).toBeGreaterThan(0)
  expect(totals.appends).toBeGreaterThan(0)
  expect(totals.uploads).toBeGreaterThan(0)
  console.log(
    `${ROUNDS} kills, ${totals.acknowledged} acknowledged and ${totals.pending} interrupted changes`,
    `(${totals.appends} appends, ${totals.uploads} uploads in parts), ${totals.checked} contents checked,`,
    `${totals.temporary} temporary files and ${totals.blobs} stray blobs removed`,
  )
})

/** What may be under a key after a crash, given what was there before. */
function statesAfter(before: State, history: KeyHistory | undefined): readonly State[] {
  const certain = (history?.acknowledged ?? []).reduce(changed, before)
  return [certain, ...[...(history?.pending ?? [])].map((seed) => changed(certain, seed))]
}

function changed(state: State, seed: string): State {
  if (seed.startsWith('-')) return ABSENT
  return seed.startsWith('+') ? [...state, seed.slice(1)] : [seed]
}

/** Which of the allowed states is under `key`, after its bytes were compared with the record and the seeds. */
async function presentState(
  storage: Storage,
  key: string,
  allowed: readonly State[],
): Promise<State | undefined> {
  const reader = await opened(storage, key)
  if (!reader) return allowed.find((state) => state === ABSENT)
  const bytes = await reader.bytes().finally(() => reader.close())
  const { record } = reader
  expect(record).toMatchObject({ size: bytes.length, crc64: new Crc64().update(bytes).digest() })
  const found = allowed.find((state) => Buffer.concat(state.map(seededContent)).equals(bytes))
  if (record.type === 'Normal') expect(record.etag).toBe(etagOf(bytes))
  if (record.type === 'Multipart') {
    const parts = (found ?? ABSENT).flatMap(seededParts)
    expect(record.etag).toBe(multipartEtag(parts.map((part) => ({ etag: etagOf(part) }))))
  }
  return found
}

async function opened(storage: Storage, key: string): Promise<ObjectReader | undefined> {
  return storage.openObject('crash', key).catch((error) => {
    if (error.code === 'NoSuchKey') return undefined
    throw error
  })
}

/** The contents that an upload's parts must have, which are compared with what is told of them. */
async function partsOf(storage: Storage, upload: Upload): Promise<readonly Buffer[]> {
  const { parts } = await storage.listParts(upload, { limit: 1000 })
  const expected = seededParts(upload.properties.userMetadata.seed ?? '').slice(0, parts.length)
  expect(parts).toMatchObject(
    expected.map((content, index) => ({ number: index + 1, size: content.length, etag: etagOf(content) })),
  )
  return expected
}

/** Completes what is left of an upload, compares it and removes it. */
async function finish(storage: Storage, upload: Upload): Promise<void> {
  const parts = await partsOf(storage, upload)
  if (parts.length > 0) {
    await storage.completeUpload(upload, 'all')
    const reader = await storage.openObject('crash', upload.key)
    const bytes = await reader.bytes().finally(() => reader.close())
    expect(bytes.equals(Buffer.concat(parts)), upload.key).toBe(true)
  } else {
    await storage.abortUpload(upload)
  }
  await storage.deleteObject('crash', upload.key)
}
