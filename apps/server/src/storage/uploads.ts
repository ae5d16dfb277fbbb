import type { ListQuery, ObjectProperties } from './storage.ts'

/** An upload in parts that is neither completed nor aborted. Source: OSS, "InitiateMultipartUpload". */
export interface Upload {
  readonly bucket: string
  readonly key: string
  /** 32 hexadecimal digits in upper case, never used twice. */
  readonly id: string
  /** Whole seconds. */
  readonly initiatedAt: Date
  /** Of the object that it will make. */
  readonly properties: ObjectProperties
}

/** One part of an upload. Source: OSS, "UploadPart". */
export interface Part {
  /** 1 to MAX_PARTS. */
  readonly number: number
  /** Bytes. */
  readonly size: number
  /** MD5 of the part: 32 hexadecimal digits in upper case, without quotes. */
  readonly etag: string
  /** CRC-64/XZ of the part, unsigned decimal. */
  readonly crc64: string
  /** Whole seconds. */
  readonly lastModified: Date
}

/** Some of an upload's parts. */
export interface PartList {
  readonly upload: Upload
  /** In the order of their numbers. */
  readonly parts: readonly Part[]
  /** The last number that is given, when there are more: the `after` of the next page. */
  readonly next: number | undefined
}

/** The parts an object is made of: those listed, each by the ETag it must have in any case, or all that are there. */
export type PartSelection = readonly Pick<Part, 'number' | 'etag'>[] | 'all'

/** Which uploads to list. */
export interface UploadsQuery extends Omit<ListQuery, 'after'> {
  /** Those behind this one: of later keys, and of the same key with a later id if one is given. */
  readonly after?: { readonly key: string; readonly id?: string | undefined } | undefined
}

/** Unfinished uploads and rolled-up prefixes. */
export interface ListedUploads {
  /** In the order of keys, then of ids. */
  readonly uploads: readonly Upload[]
  /** Each ends with the delimiter. */
  readonly prefixes: readonly string[]
  /** The last entry that is given, when there are more; a prefix has no id. */
  readonly next: { readonly key: string; readonly id?: string | undefined } | undefined
}
