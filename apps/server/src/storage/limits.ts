/** The largest object a single upload may make: 5 GB, in bytes. Source: OSS, "PutObject". */
export const MAX_OBJECT_BYTES = 5 * 1024 ** 3

/** The styles a bucket may hold. Source: OSS, Image Processing, "Styles". */
export const MAX_STYLES_PER_BUCKET = 50

/** The parts of an upload are numbered from 1 to this. Source: OSS, "UploadPart". */
export const MAX_PARTS = 10_000

/** The least size of a part but the last: 100 KB, in bytes. Source: OSS, "CompleteMultipartUpload". */
export const MIN_PART_BYTES = 100 * 1024
