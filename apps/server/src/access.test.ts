import { describe, expect, it } from 'vitest'
import { ACL_TABLE } from '../test/acl-rows.ts'
import { type ObjectAccess, requireObjectAccess, requireOwner, requireOwnerOfAll } from './access.ts'

const owner = { name: 'owner', readOnly: false, buckets: undefined } as const
const CALLERS = {
  anonymous: 'anonymous',
  owner,
  reader: { ...owner, readOnly: true },
  "another bucket's owner": { ...owner, buckets: ['other'] },
} as const

function allows(access: ObjectAccess): boolean {
  try {
    requireObjectAccess(access)
    return true
  } catch {
    return false
  }
}

describe.each(ACL_TABLE)('a %s bucket and an object that is %s', (bucketAcl, objectAcl, read, write) => {
  it.each([
    ['anonymous', 'read', read],
    ['anonymous', 'write', write],
    ['owner', 'read', true],
    ['owner', 'write', true],
    ['reader', 'read', true],
    ['reader', 'write', write],
    ["another bucket's owner", 'read', read],
    ["another bucket's owner", 'write', write],
  ] as const)('%s %s: %s', (name, intent, allowed) => {
    const bucket = { name: 'photos', acl: bucketAcl }
    expect(allows({ caller: CALLERS[name], intent, bucket, objectAcl })).toBe(allowed)
  })
})

it.each([
  [
    'private',
    'default',
    'read',
    'You have no right to access this object because of bucket acl.',
    '0003-00000001',
  ],
  [
    'public-read',
    undefined,
    'write',
    'You have no right to access this object because of bucket acl.',
    '0003-00000001',
  ],
  ['public-read', 'private', 'read', 'You do not have read permission on this object.', undefined],
  ['private', 'public-read', 'write', 'You do not have write permission on this object.', undefined],
] as const)('%s, %s, %s is refused with %j', (bucketAcl, objectAcl, intent, message, ec) => {
  const bucket = { name: 'photos', acl: bucketAcl }
  expect(() => requireObjectAccess({ caller: 'anonymous', intent, bucket, objectAcl })).toThrow(
    expect.objectContaining({ code: 'AccessDenied', message, ec }),
  )
})

it.each([
  ['anonymous', 'read', false, false],
  ['owner', 'read', true, true],
  ['owner', 'write', true, true],
  ['reader', 'read', true, true],
  ['reader', 'write', false, false],
  ["another bucket's owner", 'read', false, false],
  ['the owner of this bucket alone', 'write', true, false],
] as const)('%s may %s what belongs to the owner of a bucket: %s, of all: %s', (name, intent, one, all) => {
  const callers = { ...CALLERS, 'the owner of this bucket alone': { ...owner, buckets: ['photos'] } }
  const denied = expect.objectContaining({ code: 'AccessDenied' })
  const ofBucket = () => requireOwner(callers[name], intent, 'photos')
  const ofAll = () => requireOwnerOfAll(callers[name], intent)
  if (one) expect(ofBucket).not.toThrow()
  else expect(ofBucket).toThrow(denied)
  if (all) expect(ofAll).not.toThrow()
  else expect(ofAll).toThrow(denied)
})
