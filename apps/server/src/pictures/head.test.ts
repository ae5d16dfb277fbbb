import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ContentGone } from '../decoding/worker.ts'
import { readHead } from './head.ts'

const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 251))
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'head-'))
  await writeFile(join(folder, 'content'), bytes)
})
afterAll(() => rm(folder, { recursive: true }))

it.each([
  [100_000, 65_536],
  [65_537, 65_536],
  [1000, 1000],
  [0, 0],
])('of a content of %i bytes the first %i', async (size, length) => {
  const head = await readHead({ path: join(folder, 'content'), size })
  expect(Buffer.compare(head, bytes.subarray(0, length))).toBe(0)
})

it('of bytes all of them', async () => {
  expect(await readHead(bytes)).toBe(bytes)
})

it('of a file that is gone nothing', async () => {
  await expect(readHead({ path: join(folder, 'other'), size: 10 })).rejects.toThrow(ContentGone)
})
