/** The largest object a single upload may make: 5 GB, in bytes. Source: OSS, "PutObject". */
export const MAX_OBJECT_BYTES = 5 * 1024 ** 3

/** The styles a bucket may hold. Source: OSS, Image Processing, "Styles". */
export const MAX_STYLES_PER_BUCKET = 50
