import type { Bucket, ObjectRecord, Style } from '../storage.ts'

/** A row of `buckets`; times are milliseconds since 1970. */
export interface BucketRow {
  readonly name: string
  readonly acl: Bucket['acl']
  readonly created_at: number
}

/** A row of `objects`; `headers` and `user_metadata` are JSON. */
export interface ObjectRow {
  readonly bucket: string
  readonly key: Bytes
  readonly version: string
  readonly size: number
  readonly etag: string
  readonly crc64: string
  readonly content_type: string
  readonly headers: string
  readonly user_metadata: string
  readonly acl: ObjectRecord['acl']
  readonly type: ObjectRecord['type']
  readonly storage_class: string
  readonly last_modified: number
}

/** A row of `styles`. */
export interface StyleRow {
  readonly name: string
  readonly content: Bytes
  readonly created_at: number
  readonly modified_at: number
}

/** A BLOB: libsql's `get` gives the one, its `all` the other. */
type Bytes = Buffer | ArrayBuffer

/** The bucket in a row. */
export function bucketOf(row: BucketRow): Bucket {
  return { name: row.name, acl: row.acl, createdAt: new Date(row.created_at) }
}

/** The object record in a row. */
export function objectOf(row: ObjectRow): ObjectRecord {
  return {
    bucket: row.bucket,
    key: textOf(row.key),
    version: row.version,
    size: row.size,
    etag: row.etag,
    crc64: row.crc64,
    contentType: row.content_type,
    headers: JSON.parse(row.headers),
    userMetadata: JSON.parse(row.user_metadata),
    acl: row.acl,
    type: row.type,
    storageClass: row.storage_class,
    lastModified: new Date(row.last_modified),
  }
}

/** The columns of an object's row, in the order of the statement that writes it. */
export function objectValues(record: ObjectRecord): readonly (string | number | Buffer)[] {
  return [
    record.bucket,
    keyBytes(record.key),
    record.version,
    record.size,
    record.etag,
    record.crc64,
    record.contentType,
    JSON.stringify(record.headers),
    JSON.stringify(record.userMetadata),
    record.acl,
    record.type,
    record.storageClass,
    record.lastModified.getTime(),
  ]
}

/** The style in a row. */
export function styleOf(row: StyleRow): Style {
  return {
    name: row.name,
    content: textOf(row.content),
    createdAt: new Date(row.created_at),
    modifiedAt: new Date(row.modified_at),
  }
}

/** A key as it is stored. */
export function keyBytes(key: string): Buffer {
  return Buffer.from(key)
}

function textOf(bytes: Bytes): string {
  return (bytes instanceof ArrayBuffer ? Buffer.from(bytes) : bytes).toString()
}
