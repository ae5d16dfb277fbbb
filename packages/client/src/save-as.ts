import { parseJson } from './json.ts'

/** What OSS says of a result that it stored. */
export interface SaveAsResult {
  /** The target's bucket; empty if none was named, which is the bucket of the source. */
  readonly bucket: string
  /** Bytes. */
  readonly fileSize: number
  /** The target's key. */
  readonly object: string
  /** `OK`. */
  readonly status: string
}

/** Reads the answer to `sys/saveas`; undefined if it is none. Source: OSS, "Save processed images". */
export function readSaveAs(json: string): SaveAsResult | undefined {
  const { bucket, fileSize, object, status } = parseJson(json) ?? {}
  if (typeof bucket !== 'string' || typeof object !== 'string' || typeof status !== 'string') return undefined
  return typeof fileSize === 'number' ? { bucket, fileSize, object, status } : undefined
}
