import { type Caller, type Intent, isOwner, requireObjectAccess, requireOwner } from './access.ts'
import type { Target } from './addressing.ts'
import { requireOpenSource } from './source-protection.ts'
import { noSuchKey, StorageError, type StorageErrorCode } from './storage/errors.ts'
import type { Bucket, ObjectReader, ObjectRecord, Storage } from './storage/storage.ts'

/** Who asks for what. */
export interface Asked {
  readonly target: Pick<Target, 'bucket' | 'key'>
  readonly caller: Caller
}

/** The bucket of a call that only its owner may make. Throws NoSuchBucket, then AccessDenied. */
export async function ownedBucket(
  storage: Storage,
  { target, caller }: Asked,
  intent: Intent,
): Promise<Bucket> {
  const bucket = await storage.getBucket(target.bucket)
  requireOwner(caller, intent, bucket.name)
  return bucket
}

/** A key that the caller may use as asked. */
export interface Permission {
  readonly bucket: Bucket
  readonly key: string
  /** Undefined: there is no such object. */
  readonly record: ObjectRecord | undefined
  /** What there is to tell when there is none. */
  readonly missing: Missing
}

/** Tells of a key without object. */
export type Missing = (key: string) => StorageError

/** What else decides about a permission. */
export interface PermitOptions {
  /** What is thrown later on, when an object is needed and there is none. Default: the storage's NoSuchKey. */
  readonly missing?: Missing
  /** Whether nothing but styles shows the object to the caller; protected ones are for these. Default: false. */
  readonly throughStyle?: boolean
}

/**
 * Lets a caller pass who may read or write under a key, whether or not it is taken. Throws NoSuchBucket, then
 * AccessDenied: whoever may not read does not learn what exists.
 */
export async function permit(
  storage: Storage,
  { target, caller }: Asked,
  intent: Intent,
  { missing = noSuchKey, throughStyle = false }: PermitOptions = {},
): Promise<Permission> {
  const bucket = await storage.getBucket(target.bucket)
  const record = await unlessMissing(storage.headObject(target.bucket, target.key))
  requireObjectAccess({ caller, intent, bucket, objectAcl: record?.acl })
  if (intent === 'read' && !throughStyle && !isOwner(caller, 'read', bucket.name))
    requireOpenSource(target.key, bucket.settings.sourceProtection)
  return { bucket, key: target.key, record, missing }
}

/** The object that was permitted. Throws NoSuchKey. */
export function existing({ record, key, missing }: Permission): ObjectRecord {
  if (record) return record
  throw missing(key)
}

/**
 * Opens the object of a permission to read, which may have been replaced since by one that the caller may not read, or
 * deleted. Throws AccessDenied, NoSuchKey.
 */
export async function openPermitted(
  storage: Storage,
  { bucket, key, missing }: Permission,
  caller: Caller,
): Promise<ObjectReader> {
  const reader = await unlessMissing(storage.openObject(bucket.name, key))
  if (!reader) throw missing(key)
  try {
    requireObjectAccess({ caller, intent: 'read', bucket, objectAcl: reader.record.acl })
  } catch (error) {
    await reader.close()
    throw error
  }
  return reader
}

/** What is found, or undefined when there is no such object. */
export function unlessMissing<Found>(find: Promise<Found>): Promise<Found | undefined> {
  return unless('NoSuchKey', find)
}

/** What is found, or undefined when there is no such bucket. */
export function unlessNoBucket<Found>(find: Promise<Found>): Promise<Found | undefined> {
  return unless('NoSuchBucket', find)
}

async function unless<Found>(code: StorageErrorCode, find: Promise<Found>): Promise<Found | undefined> {
  try {
    return await find
  } catch (error) {
    if (error instanceof StorageError && error.code === code) return undefined
    throw error
  }
}
