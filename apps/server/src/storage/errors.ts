/**
 * The OSS codes a storage answers with. `BucketAlreadyExists` comes only from a driver whose bucket names are
 * shared with other owners.
 */
export type StorageErrorCode =
  | 'AccessDenied'
  | 'BucketAlreadyExists'
  | 'BucketNotEmpty'
  | 'FileAlreadyExists'
  | 'IncompleteBody'
  | 'InvalidArgument'
  | 'InvalidCRC64'
  | 'InvalidDigest'
  | 'NoSuchBucket'
  | 'NoSuchKey'
  | 'NoSuchStyle'

/** What a program may want to know beside the code and the message. */
export interface StorageErrorDetails {
  /** Elements of OSS's error document by name, such as `{ BucketName: 'photos' }`. */
  readonly fields?: Readonly<Record<string, string>>
  /** OSS's fine-grained diagnostic code, such as `0026-00000001`. */
  readonly ec?: string
}

/** A request that the storage refuses. Anything else a storage throws is a fault of the store itself. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly code: StorageErrorCode
  readonly fields: Readonly<Record<string, string>>
  readonly ec: string | undefined

  constructor(code: StorageErrorCode, message: string, details: StorageErrorDetails = {}) {
    super(message)
    this.code = code
    this.fields = details.fields ?? {}
    this.ec = details.ec
  }
}

/** No bucket has this name. Source: OSS, "Error codes". */
export function noSuchBucket(bucket: string): StorageError {
  return new StorageError('NoSuchBucket', 'The specified bucket does not exist.', {
    fields: { BucketName: bucket },
    ec: '0015-00000101',
  })
}

/** The bucket still holds objects. Source: OSS, "DeleteBucket". */
export function bucketNotEmpty(bucket: string): StorageError {
  return new StorageError('BucketNotEmpty', 'The bucket you tried to delete is not empty.', {
    fields: { BucketName: bucket },
    ec: '0015-00000301',
  })
}

/** The bucket holds no object under this key. Source: OSS, "Error codes". */
export function noSuchKey(key: string): StorageError {
  return new StorageError('NoSuchKey', 'The specified key does not exist.', {
    fields: { Key: key },
    ec: '0026-00000001',
  })
}

/**
 * The sender forbade an overwrite and the key is taken. Source: OSS, "PutObject", `x-oss-forbid-overwrite`.
 */
export function fileAlreadyExists(): StorageError {
  return new StorageError(
    'FileAlreadyExists',
    'The object you specified already exists and can not be overwritten.',
  )
}

/** The bucket holds no style of this name. Source: OSS, "Error codes". */
export function noSuchStyle(): StorageError {
  return new StorageError('NoSuchStyle', 'The style you get is not found.')
}

/**
 * The bucket holds as many styles as it may. Source: OSS, Image Processing, "Styles" (the legacy service's
 * answer).
 */
export function tooManyStyles(limit: number): StorageError {
  return new StorageError('AccessDenied', `Your style count is exceeded ${limit}.`)
}
