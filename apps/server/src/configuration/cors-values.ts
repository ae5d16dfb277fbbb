/** The rules that a bucket may have. Source: OSS, "PutBucketCors". */
export const MAX_CORS_RULES = 20

/** The greatest number of seconds that OSS lets browsers rely on an answer. Source: OSS, "PutBucketCors". */
export const MAX_CORS_AGE = 999_999_999

/** Whether a text can stand for origins or header names: at most one `*`, and nothing that a header could not hold. */
export function isCorsPattern(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text) && text.indexOf('*') === text.lastIndexOf('*')
}

/** Whether a text can be a header's name. Source: RFC 9110, 5.6.2. */
export function isHeaderName(text: string): boolean {
  return /^[!#$%&'+.^_`|~\w-]+$/.test(text)
}
