import { describe, expect, it } from 'vitest'
import { type ObjectAccess, requireObjectAccess, requireOwner } from './access.ts'

// OSS's table, row by row: bucket ACL, object ACL (undefined: no such object), anonymous read, anonymous write
const TABLE = [
  ['private', 'default', false, false],
  ['public-read', 'default', true, false],
  ['public-read-write', 'default', true, true],
  ['private', 'private', false, false],
  ['public-read', 'private', false, false],
  ['public-read-write', 'private', false, false],
  ['private', 'public-read', true, false],
  ['public-read', 'public-read', true, false],
  ['public-read-write', 'public-read', true, false],
  ['private', 'public-read-write', true, true],
  ['public-read', 'public-read-write', true, true],
  ['public-read-write', 'public-read-write', true, true],
  ['private', undefined, false, false],
  ['public-read', undefined, true, false],
  ['public-read-write', undefined, true, true],
] as const

function allows(access: ObjectAccess): boolean {
  try {
    requireObjectAccess(access)
    return true
  } catch {
    return false
  }
}

describe.each(TABLE)('a %s bucket and an object that is %s', (bucketAcl, objectAcl, read, write) => {
  it.each([
    ['anonymous', 'read', read],
    ['anonymous', 'write', write],
    ['owner', 'read', true],
    ['owner', 'write', true],
  ] as const)('%s %s: %s', (caller, intent, allowed) => {
    expect(allows({ caller, intent, bucketAcl, objectAcl })).toBe(allowed)
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
  expect(() => requireObjectAccess({ caller: 'anonymous', intent, bucketAcl, objectAcl })).toThrow(
    expect.objectContaining({ code: 'AccessDenied', message, ec }),
  )
})

it('keeps what belongs to the owner from others', () => {
  expect(() => requireOwner('anonymous')).toThrow(expect.objectContaining({ code: 'AccessDenied' }))
  expect(() => requireOwner('owner')).not.toThrow()
})
