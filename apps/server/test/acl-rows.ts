import type { BucketAcl, ObjectAcl } from '../src/storage/storage.ts'

/** OSS's table: bucket ACL, object ACL (undefined: no such object), and what anybody may do. */
export const ACL_TABLE: readonly [
  bucket: BucketAcl,
  object: ObjectAcl | undefined,
  mayRead: boolean,
  mayWrite: boolean,
][] = [
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
]
