/** Whether a text can be a bucket's name. Source: OSS, "Bucket naming conventions". */
export function isBucketName(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(text)
}

/** The longest object key in bytes of UTF-8. Source: OSS, "Object naming conventions". */
export const MAX_KEY_BYTES = 1023

/** Why a text cannot be an object's key, in the service's words; undefined: it can. Source: OSS, "Object naming conventions". */
export function keyFault(text: string): string | undefined {
  if (Buffer.byteLength(text) > MAX_KEY_BYTES) return 'The Length of Object name must be less than 1024.'
  return text === '' || text.startsWith('/') || text.startsWith('\\')
    ? 'The specified object is not valid.'
    : undefined
}

/** Whether a text can be a style's name. Source: OSS, Image Processing, "Styles". */
export function isStyleName(text: string): boolean {
  return /^[A-Za-z0-9_.-]{1,63}$/.test(text)
}
