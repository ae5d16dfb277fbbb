import { copyFile, cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cacheFolder, keep, openCache, originOf, pictureOf, scanned, type Warnings } from './cache-folder.ts'

const FIRST = '0000000001.seg'

/** So that the pictures fill more than half of a segment: they stay where they are. */
const DISK_BYTES = 4096

/** A folder with one segment of three small pictures. */
async function threePictures(): Promise<{ directory: string; names: string[]; file: string; bytes: Buffer }> {
  const directory = await cacheFolder()
  const cache = await openCache(directory, { diskBytes: DISK_BYTES })
  const names = [0, 1, 2].map((number) => keep(cache, originOf(number), 40))
  await cache.close()
  const file = join(directory, FIRST)
  return { directory, names, file, bytes: await readFile(file) }
}

/** Opens the folder and gives which pictures are right; fails on a wrong one. */
async function rightOnes(directory: string, names: readonly string[], warnings: Warnings = []) {
  const cache = await openCache(directory, { diskBytes: DISK_BYTES, warnings })
  await scanned(cache)
  const right: boolean[] = []
  for (const name of names) {
    const found = await cache.find(name)
    if (found) expect(found).toEqual(pictureOf(name, 40))
    right.push(found !== undefined)
  }
  const { corrupt, entries } = cache.statistics()
  await cache.close()
  return { right, corrupt, entries }
}

it('cuts a torn tail, wherever it is torn', async () => {
  const { directory, names, file, bytes } = await threePictures()
  const record = (bytes.length - 16) / 3
  expect(Number.isInteger(record)).toBe(true)
  for (let length = bytes.length - record; length < bytes.length; length++) {
    await writeFile(file, bytes.subarray(0, length))
    const { right, corrupt } = await rightOnes(directory, names)
    expect({ length, right, corrupt }).toEqual({ length, right: [true, true, false], corrupt: 0 })
    expect((await stat(file)).size).toBe(bytes.length - record)
  }
})

it('gives the right picture or none, whatever bit of a segment is flipped', async () => {
  const { directory, names, file, bytes } = await threePictures()
  const wrecked = { some: 0, all: 0 }
  for (let bit = 0; bit < bytes.length * 8; bit += 7) {
    const damaged = Buffer.from(bytes)
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    await rm(directory, { recursive: true })
    await mkdir(directory)
    await writeFile(file, damaged)
    const { right } = await rightOnes(directory, names)
    if (right.includes(true)) wrecked.some++
    else wrecked.all++
  }
  expect(wrecked.some).toBeGreaterThan(wrecked.all)
})

it('forgets a damaged picture, counts it and says so', async () => {
  const { directory, names, file, bytes } = await threePictures()
  const damaged = Buffer.from(bytes)
  damaged[bytes.length - 1] = 0
  await writeFile(file, damaged)
  const warnings: Warnings = []
  expect(await rightOnes(directory, [...names, ...names], warnings)).toEqual({
    right: [true, true, false, true, true, false],
    corrupt: 1,
    entries: 2,
  })
  expect(warnings).toHaveLength(1)
  expect(warnings[0]?.details).toMatchObject({ segment: 1, notLogged: 0 })
})

it('sees damage that comes while it is open', async () => {
  const { directory, names, file, bytes } = await threePictures()
  const cache = await openCache(directory, { diskBytes: DISK_BYTES })
  await scanned(cache)
  await truncate(file, bytes.length - 1)
  expect(await cache.find(names[2] ?? '')).toBeUndefined()
  expect(await cache.find(names[0] ?? '')).toEqual(pictureOf(names[0] ?? '', 40))
  await cache.close()
})

it('takes a record that a picture holds for what it is', async () => {
  const { names, bytes } = await threePictures()
  const directory = await cacheFolder()
  const cache = await openCache(directory)
  const origin = originOf(7)
  cache.keep('outer', origin, { data: bytes.subarray(16), contentType: 'image/webp' })
  await cache.close()
  // The head is damaged, so a scan that went on looking would come upon the records inside.
  const file = join(directory, FIRST)
  const damaged = await readFile(file)
  damaged[20] = 0
  await writeFile(file, damaged)
  expect(await rightOnes(directory, names)).toEqual({ right: [false, false, false], corrupt: 0, entries: 0 })
})

it('removes segments of another format, and leaves alone what is not its own', async () => {
  const { directory, names, bytes } = await threePictures()
  const other = Buffer.from(bytes)
  other.write('ossimgR0')
  await writeFile(join(directory, '0000000002.seg'), other)
  await writeFile(join(directory, '0000000003.seg'), '')
  await writeFile(join(directory, 'notes.txt'), 'mine')
  await copyFile(join(directory, FIRST), join(directory, '1.seg'))
  await mkdir(join(directory, '0000000004.seg'))
  const warnings: Warnings = []
  expect(await rightOnes(directory, names, warnings)).toMatchObject({ right: [true, true, true] })
  expect((await readdir(directory)).sort()).toEqual([FIRST, '0000000004.seg', '1.seg', 'notes.txt'])
  expect(warnings).toEqual([])
})

it('does not let a purged picture come back from an older copy of its record', async () => {
  const { directory, names, file } = await threePictures()
  await cp(file, join(directory, '0000000002.seg'))
  const cache = await openCache(directory)
  await cache.purge({ bucket: 'photos', key: '1.jpg' })
  await cache.close()
  await rm(join(directory, '0000000002.seg'), { force: true })
  expect((await rightOnes(directory, names)).right[1]).toBe(false)
})
