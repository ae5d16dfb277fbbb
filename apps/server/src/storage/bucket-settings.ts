/** Which pages of other origins a browser lets read answers. Source: OSS, "PutBucketCors". */
export interface CorsRule {
  /** At least one; each with at most one `*`. */
  readonly allowedOrigins: readonly string[]
  /** At least one. */
  readonly allowedMethods: readonly CorsMethod[]
  /** In lower case, each with at most one `*`. */
  readonly allowedHeaders: readonly string[]
  readonly exposeHeaders: readonly string[]
  /** How long a browser may rely on the answer to its preflight. Undefined: as long as it likes. */
  readonly maxAgeSeconds: number | undefined
}

/** The methods that a rule may allow. Source: OSS, "PutBucketCors". */
export const CORS_METHODS = ['GET', 'PUT', 'DELETE', 'POST', 'HEAD'] as const

/** A method that a rule may allow. */
export type CorsMethod = (typeof CORS_METHODS)[number]

/** What may stand between a key and a style's name. Source: OSS, Image Processing, "Styles", delimiters. */
export const STYLE_DELIMITERS = ['-', '_', '/', '!'] as const

/** A character that may stand between a key and a style's name: `example.jpg!thumb`. */
export type StyleDelimiter = (typeof STYLE_DELIMITERS)[number]

/** Keys whose objects only styles may show. Source: OSS, Image Processing, "Source image protection". */
export interface SourceProtection {
  /** At most ten; a key that fits any of them is protected. */
  readonly rules: readonly ProtectionRule[]
  /** File name extensions without their dot, in lower case; a key that has any of them is protected. */
  readonly extensions: readonly string[]
}

/** Keys by their beginning, their end, or both. One of the two is not empty. */
export interface ProtectionRule {
  readonly prefix: string
  readonly suffix: string
  readonly ignoreCase: boolean
}

/** What an owner decides about a bucket beside its ACL. */
export interface BucketSettings {
  /** The first that fits a request decides. Default: none. */
  readonly cors: readonly CorsRule[]
  /** Default: none. */
  readonly styleDelimiters: readonly StyleDelimiter[]
  /** Default: every key may be read as the ACLs say. */
  readonly sourceProtection: SourceProtection | undefined
  /** Whether anyone may list what a bucket holds that anyone may read. Default: false. */
  readonly anonymousListing: boolean
  /** Host names in lower case that stand for this bucket and for no other. Default: none. */
  readonly domains: readonly string[]
}

/** The settings of a new bucket. */
export const DEFAULT_SETTINGS: BucketSettings = {
  cors: [],
  styleDelimiters: [],
  sourceProtection: undefined,
  anonymousListing: false,
  domains: [],
}
