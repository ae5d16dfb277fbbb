import { ServerError } from './errors.ts'
import type { BucketAcl, ObjectAcl } from './storage/storage.ts'

/** Who asks: nobody in particular, or whoever holds one of the server's keys. */
export type Caller = 'anonymous' | KeyHolder

/** What a key of the server is for. */
export interface KeyHolder {
  /** What the operator calls the key; for the log. */
  readonly name: string
  readonly readOnly: boolean
  /** The buckets that the key is for. Undefined: all. */
  readonly buckets: readonly string[] | undefined
}

/** What a caller wants to do. */
export type Intent = 'read' | 'write'

/**
 * Whether a caller acts for the owner of a bucket. A key that is for other buckets, or one that only reads and now
 * would write, has the rights of anybody.
 */
export function isOwner(caller: Caller, intent: Intent, bucket: string): boolean {
  if (caller === 'anonymous' || (caller.readOnly && intent === 'write')) return false
  return caller.buckets?.includes(bucket) ?? true
}

/** Whether a caller acts for the owner of everything: the server's own settings are nobody else's. */
export function isOwnerOfAll(caller: Caller, intent: Intent): boolean {
  return caller !== 'anonymous' && caller.buckets === undefined && !(caller.readOnly && intent === 'write')
}

/** Who wants what of one object. */
export interface ObjectAccess {
  readonly caller: Caller
  readonly intent: Intent
  readonly bucket: { readonly name: string; readonly acl: BucketAcl }
  /** Undefined: there is no such object, so the bucket's ACL decides. */
  readonly objectAcl: ObjectAcl | undefined
}

/**
 * Lets pass who may read or write an object. The object's ACL wins over the bucket's in both directions unless it is
 * `default`. Throws `AccessDenied`. Source: OSS, "Bucket ACL" and "Object ACL".
 */
export function requireObjectAccess({ caller, intent, bucket, objectAcl = 'default' }: ObjectAccess): void {
  if (isOwner(caller, intent, bucket.name)) return
  const effective = objectAcl === 'default' ? bucket.acl : objectAcl
  if (effective === 'public-read-write' || (effective === 'public-read' && intent === 'read')) return
  if (objectAcl !== 'default')
    throw new ServerError('AccessDenied', `You do not have ${intent} permission on this object.`)
  const message = 'You have no right to access this object because of bucket acl.'
  throw new ServerError('AccessDenied', message, { ec: '0003-00000001' })
}

/** Lets the owner of a bucket pass, whatever the ACLs: all calls on buckets, ACLs and styles. Throws `AccessDenied`. */
export function requireOwner(caller: Caller, intent: Intent, bucket: string): void {
  if (isOwner(caller, intent, bucket)) return
  throw notForCaller(caller)
}

/** Lets the owner of everything pass. Throws `AccessDenied`. */
export function requireOwnerOfAll(caller: Caller, intent: Intent): void {
  if (isOwnerOfAll(caller, intent)) return
  throw notForCaller(caller)
}

/** Lets any key pass. Throws `AccessDenied`. */
export function requireKey(caller: Caller): KeyHolder {
  if (caller !== 'anonymous') return caller
  throw notForCaller(caller)
}

/** The call is for owners, and the caller is none. */
function notForCaller(caller: Caller): ServerError {
  if (caller !== 'anonymous')
    return new ServerError('AccessDenied', 'This key has no right to this operation.')
  const message = 'Anonymous access is forbidden for this operation.'
  return new ServerError('AccessDenied', message, { ec: '0003-00001201' })
}
