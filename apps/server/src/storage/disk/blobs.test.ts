import { existsSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checksum } from '../content-check.ts'
import { Crc64 } from '../crc64.ts'
import { Blobs } from './blobs.ts'

const BASE = 'a'.repeat(32)
const TAIL = 'c'.repeat(32)
const NEW = 'b'.repeat(32)

let folder: string
let blobs: Blobs

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ossimg-blobs-'))
  blobs = new Blobs(folder)
  await blobs.prepare()
  await blobs.receive(TAIL, bytes('tail'), checksum(), { sync: false })
})

afterEach(() => rm(folder, { recursive: true }))

it('makes a longer blob and leaves the one before as it was', async () => {
  const before = await blobs.write(BASE, bytes('base, '), checksum())
  const crc64 = await blobs.extend(NEW, { name: BASE, size: 6 }, { name: TAIL, size: 4 }, checksum(before))
  expect(crc64).toBe(new Crc64().update(Buffer.from('base, tail')).digest())
  expect(await contentOf(NEW)).toBe('base, tail')
  expect(await contentOf(BASE)).toMatch(/^base, /)
  expect(await readdir(join(folder, 'tmp'))).toEqual([TAIL])
})

it('makes nothing of a blob that is gone', async () => {
  expect(
    await blobs.extend(NEW, { name: BASE, size: 6 }, { name: TAIL, size: 4 }, checksum()),
  ).toBeUndefined()
  expect(await readdir(join(folder, 'tmp'))).toEqual([TAIL])
  expect(await blobs.isEmpty()).toBe(true)
})

it.runIf(hasOtherFileSystem())('copies where a file cannot have two names', async () => {
  const elsewhere = await mkdtemp('/dev/shm/ossimg-shelf-')
  try {
    await symlink(elsewhere, join(folder, 'blobs', 'aa'))
    await writeFile(join(elsewhere, BASE), 'base, ')
    await blobs.extend(NEW, { name: BASE, size: 6 }, { name: TAIL, size: 4 }, checksum())
    expect(await contentOf(NEW)).toBe('base, tail')
    expect(await contentOf(BASE)).toBe('base, ')
    expect(await readdir(join(folder, 'tmp'))).toEqual([TAIL])
  } finally {
    await rm(elsewhere, { recursive: true })
  }
})

it('leaves nothing when the shelf cannot be made, and makes it when it can', async () => {
  await blobs.write(BASE, bytes('base, '), checksum())
  const extend = () => blobs.extend(NEW, { name: BASE, size: 6 }, { name: TAIL, size: 4 }, checksum())
  await writeFile(join(folder, 'blobs', 'bb'), 'in the way')
  await expect(extend()).rejects.toMatchObject({ code: 'EEXIST' })
  expect(await readdir(join(folder, 'tmp'))).toEqual([TAIL])
  await rm(join(folder, 'blobs', 'bb'))
  await mkdir(join(folder, 'blobs', 'bb'))
  await extend()
  expect(await contentOf(NEW)).toBe('base, tail')
})

function bytes(text: string): Readable {
  return Readable.from([Buffer.from(text)])
}

function contentOf(name: string): Promise<string> {
  return readFile(join(folder, 'blobs', name.slice(0, 2), name), 'utf8')
}

/** Whether there is a second file system, to which no file of the first can be linked. */
function hasOtherFileSystem(): boolean {
  return existsSync('/dev/shm') && statSync('/dev/shm').dev !== statSync(tmpdir()).dev
}
