import { ServerError } from './errors.ts'
import type { BucketAcl, ObjectAcl } from './storage/storage.ts'

/** Who asks: all credentials of the server belong to its one owner. */
export type Caller = 'anonymous' | 'owner'

/** Who wants what of one object. */
export interface ObjectAccess {
  readonly caller: Caller
  readonly intent: 'read' | 'write'
  readonly bucketAcl: BucketAcl
  /** Undefined: there is no such object, so the bucket's ACL decides. */
  readonly objectAcl: ObjectAcl | undefined
}

/**
 * Lets pass who may read or write an object. The object's ACL wins over the bucket's in both directions unless it is
 * `default`. Throws `AccessDenied`. Source: OSS, "Bucket ACL" and "Object ACL".
 */
export function requireObjectAccess({
  caller,
  intent,
  bucketAcl,
  objectAcl = 'default',
}: ObjectAccess): void {
  if (caller === 'owner') return
  const effective = objectAcl === 'default' ? bucketAcl : objectAcl
  if (effective === 'public-read-write' || (effective === 'public-read' && intent === 'read')) return
  if (objectAcl !== 'default')
    throw new ServerError('AccessDenied', `You do not have ${intent} permission on this object.`)
  const message = 'You have no right to access this object because of bucket acl.'
  throw new ServerError('AccessDenied', message, { ec: '0003-00000001' })
}

/** Lets the owner pass, whatever the ACLs: everything on buckets, ACLs and styles. Throws `AccessDenied`. */
export function requireOwner(caller: Caller): void {
  if (caller === 'owner') return
  const message = 'Anonymous access is forbidden for this operation.'
  throw new ServerError('AccessDenied', message, { ec: '0003-00001201' })
}
