import { randomBytes } from 'node:crypto'
import { appendFile, mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDiskStorage } from '../src/storage/disk.ts'
import { MIN_PART_BYTES } from '../src/storage/limits.ts'
import type { ObjectRecord, Storage } from '../src/storage/storage.ts'
import { body, brokenBody } from './bodies.ts'
import { blobNames, temporaryNames } from './disk-files.ts'

let directory: string
let storage: Storage

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ossimg-storage-'))
  storage = await openDiskStorage({ directory })
  await storage.createBucket('photos')
})

afterEach(async () => {
  await storage.close()
  await rm(directory, { recursive: true })
})

describe('disk: parts', () => {
  it('holds one file for each part of an upload, and one for the object that they make', async () => {
    const upload = await storage.createUpload('photos', 'a')
    const old = await storage.putObject('photos', 'a', body('old'))
    for (const number of [1, 1, 2, 3]) {
      await storage.putPart(upload, number, body(Buffer.alloc(MIN_PART_BYTES, number)))
    }
    await expect(storage.putPart(upload, 4, brokenBody('half', new Error('hang-up')))).rejects.toThrow()
    await expect(storage.putPart(upload, 4, body('x'), { crc64: '1' })).rejects.toThrow()
    await reopen()
    expect(await blobNames(directory)).toHaveLength(4)
    expect(await blobNames(directory)).toContain(old.version)
    const { parts } = await storage.listParts(upload, { limit: 5 })
    const { version } = await storage.completeUpload(upload, parts.slice(0, 2))
    await storage.close()
    expect(await temporaryNames(directory)).toEqual([])
    expect(await blobNames(directory)).toEqual([version])
  })

  it.each<[string, (upload: { bucket: string; key: string; id: string }) => Promise<unknown>, number]>([
    ['aborted', (upload) => storage.abortUpload(upload), 0],
    ['completed', (upload) => storage.completeUpload(upload, 'all'), 1],
  ])('holds no part when the upload is %s, nor one whose body comes later', async (_, end, objects) => {
    const upload = await storage.createUpload('photos', 'a')
    await storage.putPart(upload, 1, body('one'))
    const slow = async function* () {
      yield Buffer.from('sl')
      await end(upload)
      yield Buffer.from('ow')
    }
    await expect(storage.putPart(upload, 1, slow())).rejects.toMatchObject({ code: 'NoSuchUpload' })
    await storage.close()
    expect(await temporaryNames(directory)).toEqual([])
    expect(await blobNames(directory)).toHaveLength(objects)
  })

  it('keeps uploads over a reopening and removes parts that belong to none', async () => {
    const upload = await storage.createUpload('photos', 'a', { userMetadata: { author: '张三' } })
    const part = await storage.putPart(upload, 3, body('kept'))
    await storage.close()
    const [version = ''] = await blobNames(directory)
    const stray = `${version.slice(0, 2)}${'0'.repeat(30)}`
    await writeFile(pathOf(stray), 'complete, never committed')
    storage = await openDiskStorage({ directory })
    expect(await blobNames(directory)).toEqual([version])
    expect(await storage.listUploads('photos', { limit: 2 })).toMatchObject({ uploads: [upload] })
    expect(await storage.listParts(upload, { limit: 2 })).toEqual({ upload, parts: [part], next: undefined })
    await storage.completeUpload(upload, [part])
    expect((await content('a')).toString()).toBe('kept')
    expect(await storage.headObject('photos', 'a')).toMatchObject({ userMetadata: { author: '张三' } })
  })

  it('holds no file of a copy that a new part overtook', async () => {
    for (let round = 0; round < 12; round++) {
      const upload = await storage.createUpload('photos', `round ${round}`)
      await storage.putPart(upload, 1, body('before'))
      const put = async () => {
        for (let turn = 0; turn < round; turn++) await new Promise(setImmediate)
        await storage.putPart(upload, 1, body('after'))
      }
      await Promise.allSettled([storage.completeUpload(upload, 'all'), put()])
    }
    const { objects, uploads } = await storage.statBucket('photos')
    expect({ objects, uploads }).toEqual({ objects: 12, uploads: 0 })
    await storage.close()
    expect(await temporaryNames(directory)).toEqual([])
    expect(await blobNames(directory)).toHaveLength(12)
  })

  it.each<[string, (path: string) => Promise<void>]>([
    ['missing', (path) => rm(path)],
    ['shorter', (path) => truncate(path, 2)],
  ])('makes no object when a part is %s', async (state, damage) => {
    const upload = await storage.createUpload('photos', 'a')
    await storage.putPart(upload, 1, body('part'))
    const [version = ''] = await blobNames(directory)
    await damage(pathOf(version))
    await expect(storage.completeUpload(upload, 'all')).rejects.toThrow(state)
    await storage.putObject('photos', 'a', body('old'))
    await expect(storage.completeUpload(upload, 'all', { forbidOverwrite: true })).rejects.toMatchObject({
      code: 'FileAlreadyExists', // before any part is read
    })
    await storage.deleteObject('photos', 'a')
    await expect(storage.headObject('photos', 'a')).rejects.toMatchObject({ code: 'NoSuchKey' })
    expect(await temporaryNames(directory)).toEqual([])
    await storage.putPart(upload, 1, body('again'))
    await storage.completeUpload(upload, 'all')
    expect((await content('a')).toString()).toBe('again')
  })
})

describe('disk: appends', () => {
  function append(position: number, bytes: Uint8Array | string): Promise<ObjectRecord> {
    return storage.appendObject('photos', 'log', position, body(bytes))
  }

  async function fileOf(version: string): Promise<number> {
    return (await stat(pathOf(version))).ino
  }

  it('lets the one file of the object grow', async () => {
    const first = await append(0, 'first')
    const file = await fileOf(first.version)
    const second = await append(5, ', second')
    expect(await fileOf(second.version)).toBe(file)
    const third = await append(13, '')
    expect(await fileOf(third.version)).toBe(file)
    expect((await content('log')).toString()).toBe('first, second')
    await storage.close()
    expect((await stat(pathOf(third.version))).nlink).toBe(1)
    expect(await temporaryNames(directory)).toEqual([])
    expect(await blobNames(directory)).toEqual([third.version])
  })

  it('holds no file of an append that was refused', async () => {
    const { version } = await append(0, 'first')
    await expect(
      storage.appendObject('photos', 'log', 5, brokenBody('half', new Error('hang-up'))),
    ).rejects.toThrow()
    const overtaken = async function* () {
      yield Buffer.from('slow')
      await storage.putObject('photos', 'log', body('put'))
    }
    await expect(storage.appendObject('photos', 'log', 5, overtaken())).rejects.toMatchObject({
      code: 'ObjectNotAppendable',
    })
    const put = await storage.headObject('photos', 'log')
    expect(put.version).not.toBe(version)
    await storage.close()
    expect(await temporaryNames(directory)).toEqual([])
    expect(await blobNames(directory)).toEqual([put.version])
  })

  it('leaves the bytes alone that a crash left behind the object, and copies it', async () => {
    const { version } = await append(0, 'first')
    await appendFile(pathOf(version), 'of an append whose row may be on the disk')
    const before = await stat(pathOf(version))
    const reader = await storage.openObject('photos', 'log')
    const second = await append(5, ', second')
    const copied = await fileOf(second.version)
    expect(copied).not.toBe(before.ino)
    expect((await stat(pathOf(second.version))).size).toBe(13)
    expect((await content('log')).toString()).toBe('first, second')
    expect((await reader.bytes()).toString()).toBe('first')
    await reader.close()
    const third = await append(13, ', third')
    expect(await fileOf(third.version)).toBe(copied)
    await reopen()
    expect((await content('log')).toString()).toBe('first, second, third')
    expect(await blobNames(directory)).toEqual([third.version])
  })

  it('says that the object is gone when it goes under the copying', async () => {
    const codes: unknown[] = []
    for (let round = 0; round < 40; round++) {
      const { version } = await append(0, 'first')
      await appendFile(pathOf(version), 'so that it must be copied')
      const remove = async () => {
        for (let turn = 0; turn < round; turn++) await new Promise(setImmediate)
        await storage.deleteObject('photos', 'log')
      }
      const [appended] = await Promise.allSettled([append(5, ', second'), remove()])
      if (appended.status === 'rejected') codes.push(appended.reason.code)
    }
    expect(new Set(codes)).toEqual(new Set(['PositionNotEqualToLength']))
    await storage.close()
    expect(await temporaryNames(directory)).toEqual([])
    expect(await blobNames(directory)).toEqual([])
  })

  it('takes back what it wrote when its last step fails', async () => {
    const start = randomBytes(100_000)
    const first = await append(0, start)
    const file = await fileOf(first.version)
    const cut = async function* () {
      yield randomBytes(300_000)
      const [name = ''] = await temporaryNames(directory)
      await truncate(join(directory, 'tmp', name), 290_000)
    }
    await expect(storage.appendObject('photos', 'log', 100_000, cut())).rejects.toThrow('shorter')
    expect(await temporaryNames(directory)).toEqual([])
    expect(await blobNames(directory)).toEqual([first.version])
    expect((await stat(pathOf(first.version))).size).toBe(100_000)
    expect(await storage.headObject('photos', 'log')).toEqual(first)
    const second = await append(100_000, 'end')
    expect(await fileOf(second.version)).toBe(file)
    expect((await content('log')).equals(Buffer.concat([start, Buffer.from('end')]))).toBe(true)
  })

  it('fails rather than append to less than the record says, or to nothing', async () => {
    const { version } = await append(0, '0123456789')
    await truncate(pathOf(version), 5)
    await expect(append(10, 'more')).rejects.toThrow('shorter')
    await rm(pathOf(version))
    await expect(append(10, 'more')).rejects.toThrow(`The blob ${version} is missing.`)
    expect(await storage.headObject('photos', 'log')).toMatchObject({ version, size: 10 })
    expect(await temporaryNames(directory)).toEqual([])
    expect(await blobNames(directory)).toEqual([])
  })
})

async function content(key: string): Promise<Buffer> {
  const reader = await storage.openObject('photos', key)
  return reader.bytes().finally(() => reader.close())
}

async function reopen(): Promise<void> {
  await storage.close()
  storage = await openDiskStorage({ directory })
}

function pathOf(version: string): string {
  return join(directory, 'blobs', version.slice(0, 2), version)
}
