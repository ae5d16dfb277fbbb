import type { Readable } from 'node:stream'

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
  /** MD5 of the content: 32 hexadecimal digits in upper case, without quotes. */
  readonly etag: string
  /** CRC-64/XZ of the content, unsigned decimal. */
  readonly crc64: string
  readonly type: 'Normal'
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

/**
 * Keeps buckets, objects and styles. All drivers behave alike and pass one suite.
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
  /** Deletes a bucket and its styles. Throws BucketNotEmpty while it holds objects. */
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
  /** Whether there was an object to delete; a missing key is no error. */
  deleteObject(bucket: string, key: string): Promise<boolean>
  /** Throws NoSuchKey. */
  setObjectAcl(bucket: string, key: string, acl: ObjectAcl): Promise<void>

  /** Creates a style or replaces its content. Throws AccessDenied beyond MAX_STYLES_PER_BUCKET. */
  putStyle(bucket: string, name: string, content: string): Promise<Style>
  /** Throws NoSuchStyle. */
  getStyle(bucket: string, name: string): Promise<Style>
  /** A bucket's styles by name, in the order of UTF-8 bytes. */
  listStyles(bucket: string): Promise<readonly Style[]>
  /** Whether there was a style to delete; a missing one is no error. */
  deleteStyle(bucket: string, name: string): Promise<boolean>

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
 * "XUFAKrxLKna5cZ2REBfFkg==".
 */
export function contentMd5(record: Pick<ObjectRecord, 'etag'>): string {
  return Buffer.from(record.etag, 'hex').toString('base64')
}
