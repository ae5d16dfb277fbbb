/** What a picture was made of: a change of any of it makes another picture. */
export interface Origin {
  readonly bucket: string
  readonly key: string
  /** The source's `version`: names its content, and no other content ever. */
  readonly version: string
  /** Canonical text of the process, styles in their places. */
  readonly process: string
  /** The styles that the request named, for purging; what they hold stands in `process`. */
  readonly styles: readonly string[]
  /** The images drawn, of the same bucket, each with its `version`. */
  readonly marks: readonly { readonly key: string; readonly version: string }[]
  /** Engine, fonts, way of resampling. */
  readonly revision: string
}

/** A picture that was made, or a report. */
export interface CachedPicture {
  readonly data: Buffer
  readonly contentType: string
}

/** Which pictures to forget. */
export type PurgeFilter =
  /** Those made of this object, or with it as a mark. */
  | { readonly bucket: string; readonly key: string }
  /** Those made of objects whose key begins so; `''`: the whole bucket. */
  | { readonly bucket: string; readonly prefix: string }
  /** Those that a request got through this style. */
  | { readonly bucket: string; readonly style: string }

/** What a purge has freed. */
export interface Purged {
  readonly entries: number
  /** Bytes on the disk that are free now, or soon will be. */
  readonly bytes: number
}

/** Counters since the start, and what there is now. */
export interface CacheStatistics {
  readonly entries: number
  readonly diskBytes: number
  readonly memoryBytes: number
  readonly memoryHits: number
  readonly diskHits: number
  readonly misses: number
  readonly corrupt: number
  readonly evicted: number
}

/** Pictures that were made, kept for the next who asks. */
export interface ResultCache {
  /** The picture of this name if it is in memory: cheap, at once. */
  peek(name: string): CachedPicture | undefined
  /** Whether a picture of this name is kept, as far as is known; counts for nothing. */
  has(name: string): boolean
  /** The picture of this name. Undefined when there is none, or when what is there is damaged, which is then forgotten. */
  find(name: string): Promise<CachedPicture | undefined>
  /**
   * Keeps a picture: on the disk soon, where there is one, and in memory until then and from when it is asked for again.
   * Never throws: a full disk is logged and costs the entry.
   */
  keep(name: string, origin: Origin, picture: CachedPicture): void
  /**
   * Frees what nobody can reach any more since something has changed; correctness does not depend on it, for names hold
   * versions.
   */
  forgetOutdated(change: {
    readonly bucket: string
    readonly key: string
    readonly version: string | undefined
  }): void
  /** Forgets pictures, durably, before it resolves. */
  purge(filter: PurgeFilter): Promise<Purged>
  statistics(): CacheStatistics
  /** Brings to the disk what is not there yet. */
  close(): Promise<void>
}
