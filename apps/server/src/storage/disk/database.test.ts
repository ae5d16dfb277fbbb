import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { MetadataDatabase } from './database.ts'

let folder: string
let database: MetadataDatabase
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'database-'))
  database = new MetadataDatabase(join(folder, 'metadata.db'), { mayCreate: true })
})
afterEach(async () => {
  database.close()
  await rm(folder, { recursive: true })
})

let reads = 0
beforeEach(() => {
  reads = 0
})
const acl = () =>
  database.remember('acl', () => {
    reads++
    const row = database.statements.selectBucket.get('photos') as { readonly acl: string } | undefined
    return row?.acl
  })
const create = () => database.statements.insertBucket.run('photos', 'private', 0)
const change = (to: string) => database.statements.updateBucketAcl.run(to, 'photos')

it('reads once what nothing has changed, even that there is nothing', () => {
  expect([acl(), acl()]).toEqual([undefined, undefined])
  create()
  expect([acl(), acl(), acl()]).toEqual(['private', 'private', 'private'])
  expect(reads).toBe(2)
})

it('reads again after a write outside a transaction, and within and behind one', () => {
  create()
  expect(acl()).toBe('private')
  change('public-read')
  expect(acl()).toBe('public-read')
  database.transaction(() => {
    change('private')
    expect(acl()).toBe('private')
  })
  expect(acl()).toBe('private')
})

it('forgets what was never committed', () => {
  create()
  const failed = () =>
    database.transaction(() => {
      change('public-read-write')
      expect(acl()).toBe('public-read-write')
      throw new Error('rolled back')
    })
  expect(failed).toThrow('rolled back')
  expect(acl()).toBe('private')
})
