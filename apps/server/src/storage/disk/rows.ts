import { DEFAULT_SETTINGS } from '../bucket-settings.ts'
import type { Bucket, ObjectProperties, ObjectRecord, Style } from '../storage.ts'
import type { Part, Upload } from '../uploads.ts'

/** A row of `buckets` with its domains; times are milliseconds since 1970. */
export interface BucketRow {
  readonly name: string
  readonly acl: Bucket['acl']
  readonly created_at: number
  /** JSON of the settings but the domains; what is missing has its default. */
  readonly settings: string
  /** JSON: an array of host names. */
  readonly domains: string
}

/** A row of `domains`: the host stands for the bucket. */
export interface DomainRow {
  readonly host: string
  readonly bucket: string
  /** Its place among the domains of the bucket. */
  readonly position: number
}

/** The columns of what the sender says; `headers` and `user_metadata` are JSON. */
interface PropertyColumns {
  readonly content_type: string
  readonly headers: string
  readonly user_metadata: string
  readonly acl: ObjectRecord['acl']
  readonly storage_class: string
}

/** A row of `objects`. */
export interface ObjectRow extends PropertyColumns {
  readonly bucket: string
  readonly key: Bytes
  readonly version: string
  readonly size: number
  readonly etag: string
  readonly crc64: string
  readonly type: ObjectRecord['type']
  readonly last_modified: number
}

/** A row of `uploads`. */
export interface UploadRow extends PropertyColumns {
  readonly bucket: string
  readonly key: Bytes
  readonly id: string
  readonly initiated_at: number
}

/** A row of `parts`. */
export interface PartRow {
  readonly upload: string
  readonly number: number
  readonly version: string
  readonly size: number
  readonly etag: string
  readonly crc64: string
  readonly last_modified: number
}

/** A part and the blob that holds it. */
export interface StoredPart extends Part {
  /** Names the blob: every body that is put brings a new one. */
  readonly version: string
}

/** A row of `styles`. */
export interface StyleRow {
  readonly name: string
  readonly content: Bytes
  readonly created_at: number
  readonly modified_at: number
}

/** What a column takes. */
type Value = string | number | Buffer

/** A BLOB: libsql's `get` gives the one, its `all` the other. */
type Bytes = Buffer | ArrayBuffer

/** The bucket in a row. */
export function bucketOf(row: BucketRow): Bucket {
  const domains = JSON.parse(row.domains)
  const settings = { ...DEFAULT_SETTINGS, ...JSON.parse(row.settings), domains }
  return { name: row.name, acl: row.acl, createdAt: new Date(row.created_at), settings }
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
    ...propertiesOf(row),
    type: row.type,
    lastModified: new Date(row.last_modified),
  }
}

/** The columns of an object's row, in the order of the statement that writes it. */
export function objectValues(record: ObjectRecord): readonly Value[] {
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

/** The upload in a row. */
export function uploadOf(row: UploadRow): Upload {
  return {
    bucket: row.bucket,
    key: textOf(row.key),
    id: row.id,
    initiatedAt: new Date(row.initiated_at),
    properties: propertiesOf(row),
  }
}

/** The columns of an upload's row, in the order of the statement that writes it. */
export function uploadValues({ bucket, key, id, initiatedAt, properties }: Upload): readonly Value[] {
  return [
    bucket,
    keyBytes(key),
    id,
    initiatedAt.getTime(),
    properties.contentType,
    JSON.stringify(properties.headers),
    JSON.stringify(properties.userMetadata),
    properties.acl,
    properties.storageClass,
  ]
}

/** The part in a row. */
export function partOf(row: PartRow): StoredPart {
  return {
    number: row.number,
    size: row.size,
    etag: row.etag,
    crc64: row.crc64,
    lastModified: new Date(row.last_modified),
    version: row.version,
  }
}

/** The columns of a part's row, in the order of the statement that writes it. */
export function partValues(upload: string, part: StoredPart): readonly Value[] {
  const { number, version, size, etag, crc64, lastModified } = part
  return [upload, number, version, size, etag, crc64, lastModified.getTime()]
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

/** A BLOB's bytes. */
export function bytesOf(bytes: Bytes): Buffer {
  return bytes instanceof ArrayBuffer ? Buffer.from(bytes) : bytes
}

/** The text that a BLOB holds. */
export function textOf(bytes: Bytes): string {
  return bytesOf(bytes).toString()
}

function propertiesOf(row: PropertyColumns): ObjectProperties {
  return {
    contentType: row.content_type,
    headers: JSON.parse(row.headers),
    userMetadata: JSON.parse(row.user_metadata),
    acl: row.acl,
    storageClass: row.storage_class,
  }
}
