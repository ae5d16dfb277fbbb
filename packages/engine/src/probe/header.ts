import type { ImageMetadata } from '../metadata.ts'

/** What a format's own reader finds out. */
export type Header = Omit<ImageMetadata, 'format' | 'bytes'>

/** Reads the header of a file of one format. Throws `BadRequest` when it is damaged. */
export type ReadHeader = (bytes: Uint8Array) => Header
