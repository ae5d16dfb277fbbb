import type { Readable } from 'node:stream'
import type { BucketSettings } from './bucket-settings.ts'
import type { ListedUploads, Part, PartList, PartSelection, Upload, UploadsQuery } from './uploads.ts'

/** Who may read and write a bucket's objects. Source: OSS, "Bucket ACL". */
export type BucketAcl = 'private' | 'public-read' | 'public-read-write'

/** Who may read and write one object; `default` leaves it to the bucket. Source: OSS, "Object ACL". */
export type ObjectAcl = 'default' | BucketAcl

/** A named set of objects and styles. */
export interface Bucket {
  /** Unique in the storage. */
  readonly name: string
  readonly acl: BucketAcl
  /** Whole seconds. */
  readonly createdAt: Date
  readonly settings: BucketSettings
}

/** What a bucket holds, counted. */
export interface BucketStat {
  readonly objects: number
  /** The sizes of all objects together, in bytes. */
  readonly bytes: number
  /** Multipart uploads that are neither completed nor aborted. */
  readonly uploads: number
}

/** The standard headers that are kept with an object and replayed when it is read. */
export type StoredHeaderName =
  | 'cache-control'
  | 'content-disposition'
  | 'content-encoding'
  | 'content-language'
  | 'expires'

/** What the sender says about an object, kept verbatim. Source: OSS, "PutObject". */
export interface ObjectProperties {
  /** A media type, such as `image/jpeg`. */
  readonly contentType: string
  readonly headers: Readonly<Partial<Record<StoredHeaderName, string>>>
  /** `x-oss-meta-*`: names in lower case without that prefix. */
  readonly userMetadata: Readonly<Record<string, string>>
  readonly acl: ObjectAcl
  /** Such as `Standard`. */
  readonly storageClass: string
}

/** All there is to know about a stored object but its bytes. */
export interface ObjectRecord extends ObjectProperties {
  readonly bucket: string
  /**
   * 1 to 1023 bytes of UTF-8. Keys are compared byte by byte: case matters, `a//b` is not `a/b`, `../x` is a
   * name.
   */
  readonly key: string
  /** Bytes. */
  readonly size: number
  /**
   * Hexadecimal digits in upper case, without quotes. Type `Normal`: the content's MD5. `Multipart`: the MD5 of the
   * parts' binary MD5s, `-` and their number. `Appendable`: 32 digits that every append changes.
   */
  readonly etag: string
  /** CRC-64/XZ of the content, unsigned decimal. */
  readonly crc64: string
  /** How the content came: in one upload, in parts, or by appending. */
  readonly type: 'Normal' | 'Multipart' | 'Appendable'
  /** When the content became visible; whole seconds. A change of the ACL leaves it. */
  readonly lastModified: Date
  /**
   * Names this content of this key: every overwrite brings a value never used before. A change of the ACL
   * leaves it.
   */
  readonly version: string
}

/** A named process string. Source: OSS, Image Processing, "Styles". */
export interface Style {
  /** Case-sensitive, unique in its bucket. */
  readonly name: string
  /** Kept verbatim, such as `image/resize,w_100`. */
  readonly content: string
  /** Whole seconds. */
  readonly createdAt: Date
  /** Whole seconds; equals `createdAt` until the style is replaced. */
  readonly modifiedAt: Date
}

/** What the sender claims of a body; what is absent is not checked. */
export interface ExpectedContent {
  /** Bytes. */
  readonly contentLength?: number | undefined
  /** Base64, as in the header Content-MD5. */
  readonly contentMd5?: string | undefined
  /** Unsigned decimal, as in `x-oss-hash-crc64ecma`. */
  readonly crc64?: string | undefined
}

/**
 * How to store an object. Absent properties: contentType `application/octet-stream`, no headers, no user
 * metadata, acl `default`, storageClass `Standard`; nothing is inherited from the object that is overwritten.
 */
export interface PutObjectOptions extends ExpectedContent {
  readonly contentType?: string | undefined
  readonly headers?: ObjectProperties['headers'] | undefined
  readonly userMetadata?: ObjectProperties['userMetadata'] | undefined
  readonly acl?: ObjectAcl | undefined
  readonly storageClass?: string | undefined
  /** Refuse to replace an object: FileAlreadyExists. Default: false. */
  readonly forbidOverwrite?: boolean | undefined
}

/** Which keys to list. */
export interface ListQuery {
  /** Keys that begin with this. Default: all. */
  readonly prefix?: string | undefined
  /**
   * Keys with this text behind the prefix are rolled up to the first one: of `a/1`, `a/2` with `/` only `a/` is
   * listed. Default: none, and `''` is the same.
   */
  readonly delimiter?: string | undefined
  /**
   * Only keys behind this one are listed or rolled up, and a rolled-up prefix that equals it is not given again. There
   * need not be such a key. Default: from the beginning.
   */
  readonly after?: string | undefined
  /** Entries to give at most, keys and rolled-up prefixes together: 1 or more. */
  readonly limit: number
}

/** Keys and rolled-up prefixes, each in the order of UTF-8 bytes. */
export interface ObjectListing {
  readonly objects: readonly ObjectRecord[]
  /** Each ends with the delimiter. */
  readonly prefixes: readonly string[]
  /** The last entry that is given, when there are more: the `after` of the next page. */
  readonly next: string | undefined
}

/** Positions of the first and last byte, both included: 0 ≤ start ≤ end < size. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * One object as it was when it was opened: an overwrite or a deletion changes neither the record nor the
 * bytes. Close it in a `finally`.
 */
export interface ObjectReader {
  readonly record: ObjectRecord
  /**
   * The bytes of `range`, default all, as a new stream; several may run at once. Throws RangeError outside
   * the object.
   */
  read(range?: ByteRange): Readable
  /** The whole content in memory: look at `record.size` first. */
  bytes(): Promise<Buffer>
  /**
   * Ends the use of this reader. Streams handed out before remain whole, so a stream can be passed on and the
   * reader closed at once; what the reader holds is released when the last of them has ended or was
   * destroyed.
   */
  close(): Promise<void>
}

/** The content under a key is another one now, or there is none any more. */
export interface StorageChange {
  readonly bucket: string
  readonly key: string
  /** The version that is there now; undefined: the object is deleted. */
  readonly version: string | undefined
}

/** Names an upload; the id of another key's is unknown under this one. */
export type UploadName = Pick<Upload, 'bucket' | 'key' | 'id'>

/**
 * Keeps buckets, objects, unfinished uploads and styles. All drivers behave alike and pass one suite.
 *
 * Names are the caller's to check (bucket, key, style), as are ACL decisions. A method whose bucket is
 * missing throws NoSuchBucket. A change is durable when its promise resolves, and visible to every later
 * call. Changes to one key at the same time leave one of them, whole.
 */
export interface Storage {
  /**
   * Creates a bucket, default ACL `private`. An existing one stays and gets `acl` if given. Throws
   * BucketAlreadyExists.
   */
  createBucket(name: string, options?: { readonly acl?: BucketAcl | undefined }): Promise<Bucket>
  getBucket(name: string): Promise<Bucket>
  setBucketAcl(name: string, acl: BucketAcl): Promise<void>
  /**
   * Replaces the settings that are given and leaves the others. Throws InvalidArgument, and changes nothing, when a
   * domain stands for another bucket.
   */
  changeBucketSettings(name: string, changes: Partial<BucketSettings>): Promise<void>
  /** The bucket for which a host name stands, in lower case; undefined: none. */
  bucketOfDomain(domain: string): Promise<string | undefined>
  /** Counts what a bucket holds now. */
  statBucket(name: string): Promise<BucketStat>
  /** Deletes a bucket, its settings and its styles. Throws BucketNotEmpty while it holds objects or unfinished uploads. */
  deleteBucket(name: string): Promise<void>
  /** All buckets by name, in the order of UTF-8 bytes. */
  listBuckets(): Promise<readonly Bucket[]>

  /**
   * Stores `body` under `key`, replacing what is there. The body is pulled at the pace of the store. It is
   * not touched if the bucket is missing or a forbidden overwrite is certain; otherwise it is iterated to its
   * end or, on failure, its iterator is returned. Nothing becomes visible and nothing remains unless the
   * promise resolves. What the body throws is rethrown as it is.
   * Throws FileAlreadyExists, IncompleteBody (not `contentLength` bytes), InvalidDigest, InvalidCRC64, and
   * InvalidArgument above MAX_OBJECT_BYTES.
   */
  putObject(
    bucket: string,
    key: string,
    body: AsyncIterable<Uint8Array>,
    options?: PutObjectOptions,
  ): Promise<ObjectRecord>
  /** Throws NoSuchKey. */
  headObject(bucket: string, key: string): Promise<ObjectRecord>
  /** Throws NoSuchKey. */
  openObject(bucket: string, key: string): Promise<ObjectReader>
  /**
   * A file whose first `record.size` bytes are this version's content, and stay it; the file may be gone once the object
   * was replaced or deleted. Undefined where contents have no files.
   */
  contentFile(record: ObjectRecord): string | undefined
  /** Whether there was an object to delete; a missing key is no error. */
  deleteObject(bucket: string, key: string): Promise<boolean>
  /** What a bucket holds under keys of a kind, page by page. */
  listObjects(bucket: string, query: ListQuery): Promise<ObjectListing>
  /** Throws NoSuchKey. */
  setObjectAcl(bucket: string, key: string, acl: ObjectAcl): Promise<void>

  /**
   * Puts `body` at the end of the object under `key`, which must be `position` bytes long; at 0 there may be none, and
   * `options` then tell its properties, which later appends leave. What they claim is claimed of `body`, and
   * `forbidOverwrite` says nothing here. Nothing becomes visible unless the promise resolves. Of appends at the same
   * position one wins.
   * Throws PositionNotEqualToLength, whose `nextPosition` is the length; ObjectNotAppendable when the type is another;
   * InvalidArgument when the object would be above MAX_OBJECT_BYTES; and what `putObject` throws of a body.
   */
  appendObject(
    bucket: string,
    key: string,
    position: number,
    body: AsyncIterable<Uint8Array>,
    options?: PutObjectOptions,
  ): Promise<ObjectRecord>

  /** Begins an upload in parts; `options` tell the properties of the object to be. Throws FileAlreadyExists. */
  createUpload(bucket: string, key: string, options?: PutObjectOptions): Promise<Upload>
  /**
   * Stores a part, replacing the one with this number, 1 to MAX_PARTS. Throws NoSuchUpload, also when the upload ends
   * meanwhile, and what `putObject` throws of a body.
   */
  putPart(
    upload: UploadName,
    number: number,
    body: AsyncIterable<Uint8Array>,
    expected?: ExpectedContent,
  ): Promise<Part>
  /** An upload's parts by number. Throws NoSuchUpload. */
  listParts(upload: UploadName, query: { readonly after?: number; readonly limit: number }): Promise<PartList>
  /**
   * Makes an object of type `Multipart` of the chosen parts, replacing what is under the key, and ends the upload; what
   * is not chosen is dropped.
   * Throws NoSuchUpload, InvalidPartOrder unless numbers rise, InvalidPart for a part that is not there or has another
   * ETag or when there is none, EntityTooSmall for a part but the last below MIN_PART_BYTES, FileAlreadyExists. The
   * upload goes on after each of these.
   */
  completeUpload(
    upload: UploadName,
    parts: PartSelection,
    options?: { readonly forbidOverwrite?: boolean | undefined },
  ): Promise<ObjectRecord>
  /** Drops an upload with its parts. Throws NoSuchUpload. */
  abortUpload(upload: UploadName): Promise<void>
  /** A bucket's unfinished uploads by key, those of a key by id. */
  listUploads(bucket: string, query: UploadsQuery): Promise<ListedUploads>

  /** Creates a style or replaces its content. Throws AccessDenied beyond MAX_STYLES_PER_BUCKET. */
  putStyle(bucket: string, name: string, content: string): Promise<Style>
  /** Throws NoSuchStyle. */
  getStyle(bucket: string, name: string): Promise<Style>
  /** A bucket's styles by name, in the order of UTF-8 bytes. */
  listStyles(bucket: string): Promise<readonly Style[]>
  /** Whether there was a style to delete; a missing one is no error. */
  deleteStyle(bucket: string, name: string): Promise<boolean>

  /**
   * Counts every change after which a read could give something else, before the change is acknowledged: while the count
   * is the same, every read gives the same. It starts anew with the storage.
   */
  readonly writes: number
  /**
   * Calls `listener` whenever a content is put, appended to, completed or deleted, as soon as that is visible and in the
   * order in which it became so. What it throws is a warning of the process and harms nobody.
   */
  onChange(listener: (change: StorageChange) => void): void

  /** Resolves while the storage can serve, rejects with the reason otherwise. */
  ready(): Promise<void>
  /**
   * Refuses further calls, waits for those under way and releases the store; calling again is harmless. Open
   * readers stay usable.
   */
  close(): Promise<void>
}

/**
 * The content's MD5 as the header Content-MD5 has it. "5D41402ABC4B2A76B9719D911017C592" gives
 * "XUFAKrxLKna5cZ2REBfFkg==". Undefined for objects that did not come in one piece, whose ETag is something else.
 */
export function contentMd5({ etag, type }: Pick<ObjectRecord, 'etag' | 'type'>): string | undefined {
  return type === 'Normal' ? Buffer.from(etag, 'hex').toString('base64') : undefined
}
