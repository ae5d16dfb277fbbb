import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readlink, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../src/storage/bucket-settings.ts'
import { openDiskStorage } from '../src/storage/disk.ts'
import type { Storage } from '../src/storage/storage.ts'
import { body, brokenBody, collect } from './bodies.ts'
import { blobNames, temporaryNames } from './disk-files.ts'
import { describeStorage } from './storage-contract.ts'

describeStorage('disk', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ossimg-storage-'))
  const storage = await openDiskStorage({ directory })
  const dispose = async () => {
    await storage.close()
    await rm(directory, { recursive: true })
  }
  return { storage, dispose }
})

describe('disk: the folder', () => {
  let parent: string
  let directory: string
  let storage: Storage

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'ossimg-storage-'))
    directory = join(parent, 'deep', 'data')
    storage = await openDiskStorage({ directory, clock: () => new Date('2026-01-15T08:30:00.789Z') })
    await storage.createBucket('photos', { acl: 'public-read' })
  })

  afterEach(async () => {
    await storage.close()
    await rm(parent, { recursive: true })
  })

  async function content(key: string): Promise<string> {
    const reader = await storage.openObject('photos', key)
    return (await reader.bytes().finally(() => reader.close())).toString()
  }

  async function reopen(): Promise<void> {
    await storage.close()
    storage = await openDiskStorage({ directory })
  }

  it.skipIf(process.platform === 'win32')('is for its owner only', async () => {
    await storage.putObject('photos', 'a', body('a'))
    const [blob = ''] = await blobNames(directory)
    expect((await stat(directory)).mode & 0o777).toBe(0o700)
    expect((await stat(join(directory, 'blobs', blob.slice(0, 2), blob))).mode & 0o777).toBe(0o600)
  })

  it('keeps everything over a reopening, whole seconds included', async () => {
    const record = await storage.putObject('photos', 'a', body('hello'), { userMetadata: { author: '张三' } })
    const style = await storage.putStyle('photos', 'thumb', 'image/resize,w_100')
    await reopen()
    expect(await storage.listBuckets()).toEqual([
      {
        name: 'photos',
        acl: 'public-read',
        createdAt: new Date('2026-01-15T08:30:00Z'),
        settings: DEFAULT_SETTINGS,
      },
    ])
    expect(await storage.headObject('photos', 'a')).toEqual(record)
    expect(record.lastModified).toEqual(new Date('2026-01-15T08:30:00Z'))
    expect(await storage.getStyle('photos', 'thumb')).toEqual(style)
    expect(await content('a')).toBe('hello')
  })

  it('makes no path of a key', async () => {
    for (const key of ['../x', '../../x', 'CON', 'a/b/c', '.'])
      await storage.putObject('photos', key, body(key))
    expect(await readdir(parent)).toEqual(['deep'])
    expect(await readdir(join(parent, 'deep'))).toEqual(['data'])
    expect(await blobNames(directory)).toHaveLength(5)
  })

  it('refuses a second opener, until the first has closed', async () => {
    await expect(openDiskStorage({ directory })).rejects.toThrow(`The folder ${directory} is in use`)
    await storage.putObject('photos', 'a', body('still works'))
    await reopen()
    await expect(openDiskStorage({ directory })).rejects.toThrow('in use')
  })

  it('holds one file for each object and none for the replaced, deleted and refused', async () => {
    for (const content of ['a', 'b', 'c']) await storage.putObject('photos', 'kept', body(content))
    await storage.putObject('photos', 'gone', body('gone'))
    await storage.deleteObject('photos', 'gone')
    const { version } = await storage.headObject('photos', 'kept')
    const hangUp = new Error('the sender hung up')
    await expect(storage.putObject('photos', 'x', brokenBody('half', hangUp))).rejects.toBe(hangUp)
    await expect(storage.putObject('photos', 'x', body('x'), { crc64: '1' })).rejects.toThrow()
    const overtaken = storage.putObject('photos', 'x', overtakenBody(), { forbidOverwrite: true })
    await expect(overtaken).rejects.toMatchObject({ code: 'FileAlreadyExists' })
    await storage.deleteObject('photos', 'x')
    await storage.close()
    expect(await temporaryNames(directory)).toEqual([])
    expect(await blobNames(directory)).toEqual([version])

    async function* overtakenBody() {
      yield Buffer.from('slow')
      await storage.putObject('photos', 'x', body('fast'))
    }
  })

  it('removes what a crash left and nothing else', async () => {
    const { version } = await storage.putObject('photos', 'a', body('kept'))
    const stray = `${version.slice(0, 2)}${'0'.repeat(30)}`
    await storage.close()
    await mkdir(join(directory, 'blobs', 'ff'), { recursive: true })
    await writeFile(join(directory, 'tmp', 'f'.repeat(32)), 'half')
    await writeFile(join(directory, 'blobs', stray.slice(0, 2), stray), 'complete, never committed')
    await writeFile(join(directory, 'blobs', 'ff', 'f'.repeat(32)), 'complete, never committed')
    await writeFile(join(directory, 'blobs', 'ff', '.note'), 'of another maker')
    await writeFile(join(directory, 'credentials.json'), '{}')
    storage = await openDiskStorage({ directory })
    expect(await temporaryNames(directory)).toEqual([])
    expect(await blobNames(directory)).toEqual([version])
    expect(existsSync(join(directory, 'blobs', 'ff', '.note'))).toBe(true)
    expect(existsSync(join(directory, 'credentials.json'))).toBe(true)
    expect(await content('a')).toBe('kept')
  })

  it('does not take blobs for strays when the metadata is lost', async () => {
    await storage.putObject('photos', 'a', body('kept'))
    await storage.close()
    await rename(join(directory, 'metadata.db'), join(parent, 'metadata.db'))
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(openDiskStorage({ directory })).rejects.toThrow('their metadata is lost')
    }
    expect(await blobNames(directory)).toHaveLength(1)
    await rename(join(parent, 'metadata.db'), join(directory, 'metadata.db'))
    storage = await openDiskStorage({ directory })
    expect(await content('a')).toBe('kept')
  })

  it('refuses metadata of a later release', async () => {
    await storage.close()
    const database = new Database(join(directory, 'metadata.db'))
    database.pragma('user_version = 99')
    database.close()
    await expect(openDiskStorage({ directory })).rejects.toThrow('schema 99')
    await rm(directory, { recursive: true })
  })

  it('keeps the change that resolves last', async () => {
    for (let round = 0; round < 5; round++) {
      const resolved: string[] = []
      const puts = Array.from({ length: 10 }, async (_, index) => {
        const record = await storage.putObject('photos', 'hot', body(randomBytes(1 + index * 3000)))
        resolved.push(record.version)
      })
      await Promise.all(puts)
      expect((await storage.headObject('photos', 'hot')).version).toBe(resolved.at(-1))
    }
  })

  it('pulls a body only as fast as it writes', async () => {
    const chunk = Buffer.alloc(100_000, 1)
    const written: number[] = []
    const watched = async function* () {
      for (let count = 0; count < 5; count++) {
        yield chunk
        const [name = ''] = await temporaryNames(directory)
        written.push((await stat(join(directory, 'tmp', name))).size)
      }
    }
    await storage.putObject('photos', 'a', watched())
    expect(written).toEqual([100_000, 200_000, 300_000, 400_000, 500_000])
  })

  it('fails rather than give less than the record says', async () => {
    const { version } = await storage.putObject('photos', 'a', body('0123456789'))
    await truncate(join(directory, 'blobs', version.slice(0, 2), version), 5)
    const reader = await storage.openObject('photos', 'a')
    await expect(reader.bytes()).rejects.toThrow('shorter')
    await expect(collect(reader.read())).rejects.toThrow('shorter')
    await reader.close()
  })

  it('fails rather than wait for a blob that is gone', async () => {
    const { version } = await storage.putObject('photos', 'a', body('a'))
    await rm(join(directory, 'blobs', version.slice(0, 2), version))
    await expect(storage.openObject('photos', 'a')).rejects.toThrow(`The blob ${version} is missing.`)
  })

  it.runIf(existsSync('/proc/self/fd'))('holds no blob open when the readers are done', async () => {
    await storage.putObject('photos', 'a', body(Buffer.alloc(200_000)))
    const reader = await storage.openObject('photos', 'a')
    await collect(reader.read())
    for await (const _ of reader.read()) break
    reader.read().destroy()
    await reader.bytes()
    expect(await openBlobs()).toBe(1)
    await reader.close()
    await expect.poll(openBlobs).toBe(0)

    async function openBlobs(): Promise<number> {
      const descriptors = await readdir('/proc/self/fd')
      const paths = await Promise.all(
        descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
      )
      return paths.filter((path) => path.startsWith(join(directory, 'blobs'))).length
    }
  })

  it('says when its folder is gone', async () => {
    await storage.ready()
    await rename(directory, join(parent, 'elsewhere'))
    await expect(storage.ready()).rejects.toMatchObject({ code: 'ENOENT' })
    await mkdir(directory)
    await rm(directory, { recursive: true })
    await rename(join(parent, 'elsewhere'), directory)
    await storage.ready()
  })
})
