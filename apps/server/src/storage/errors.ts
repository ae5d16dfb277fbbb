/**
 * The OSS codes a storage answers with. `BucketAlreadyExists` comes only from a driver whose bucket names are
 * shared with other owners.
 */
export type StorageErrorCode =
  | 'AccessDenied'
  | 'BucketAlreadyExists'
  | 'BucketNotEmpty'
  | 'EntityTooSmall'
  | 'FileAlreadyExists'
  | 'IncompleteBody'
  | 'InvalidArgument'
  | 'InvalidCRC64'
  | 'InvalidDigest'
  | 'InvalidPart'
  | 'InvalidPartOrder'
  | 'NoSuchBucket'
  | 'NoSuchKey'
  | 'NoSuchStyle'
  | 'NoSuchUpload'
  | 'ObjectNotAppendable'
  | 'PositionNotEqualToLength'

/** What a program may want to know beside the code and the message. */
export interface StorageErrorDetails {
  /** Elements of OSS's error document by name, such as `{ BucketName: 'photos' }`. */
  readonly fields?: Readonly<Record<string, string>>
  /** OSS's fine-grained diagnostic code, such as `0026-00000001`. */
  readonly ec?: string
  /** How long the object is to which an append was sent for another position, in bytes. */
  readonly nextPosition?: number
}

/** A request that the storage refuses. Anything else a storage throws is a fault of the store itself. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly code: StorageErrorCode
  readonly fields: Readonly<Record<string, string>>
  readonly ec: string | undefined
  /** With PositionNotEqualToLength, the position at which an append may go on, in bytes. */
  readonly nextPosition: number | undefined

  constructor(code: StorageErrorCode, message: string, details: StorageErrorDetails = {}) {
    super(message)
    this.code = code
    this.fields = details.fields ?? {}
    this.ec = details.ec
    this.nextPosition = details.nextPosition
  }
}

/** No bucket has this name. Source: OSS, "Error codes". */
export function noSuchBucket(bucket: string): StorageError {
  return new StorageError('NoSuchBucket', 'The specified bucket does not exist.', {
    fields: { BucketName: bucket },
    ec: '0015-00000101',
  })
}

/** The bucket still holds objects or unfinished uploads. Source: OSS, "DeleteBucket". */
export function bucketNotEmpty(bucket: string): StorageError {
  return new StorageError('BucketNotEmpty', 'The bucket you tried to delete is not empty.', {
    fields: { BucketName: bucket },
    ec: '0015-00000301',
  })
}

/** Another bucket has this domain already. The wording is ours: OSS binds domains elsewhere. */
export function domainTaken(host: string): StorageError {
  return new StorageError('InvalidArgument', `The domain ${host} stands for another bucket.`, {
    fields: { ArgumentName: 'domains', ArgumentValue: host },
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

/** The content of the object did not come by appending. Source: OSS, "AppendObject". */
export function objectNotAppendable(): StorageError {
  return new StorageError('ObjectNotAppendable', 'The object is not appendable.')
}

/** The object ends at `nextPosition`, not where the append was to go. Source: OSS, "AppendObject". */
export function positionNotEqualToLength(nextPosition: number): StorageError {
  return new StorageError('PositionNotEqualToLength', 'Position is not equal to file length', {
    nextPosition,
  })
}

/** No upload under this key has this id, or no longer. Source: OSS, "Error codes". */
export function noSuchUpload(id: string): StorageError {
  const message =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.'
  return new StorageError('NoSuchUpload', message, { fields: { UploadId: id } })
}

/** Which part of which upload is to blame; what is not known is left out. */
export interface PartFields {
  readonly PartNumber?: string
  readonly UploadId: string
  readonly ETag?: string
}

/** A part of the list is not there with this ETag, or the list is empty. Source: OSS, "CompleteMultipartUpload". */
export function invalidPart(fields: PartFields): StorageError {
  const message =
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."
  return new StorageError('InvalidPart', message, { fields: { ...fields } })
}

/** The numbers of the list do not rise. Source: OSS, "CompleteMultipartUpload". */
export function invalidPartOrder(fields: PartFields): StorageError {
  const message =
    'The list of parts was not in ascending order. Parts list must specified in order by part number.'
  return new StorageError('InvalidPartOrder', message, { fields: { ...fields } })
}

/** A part but the last is smaller than it may be. Source: OSS, "CompleteMultipartUpload". */
export function partTooSmall(fields: PartFields): StorageError {
  const message = 'Your proposed upload is smaller than the minimum allowed size.'
  return new StorageError('EntityTooSmall', message, { fields: { ...fields } })
}
