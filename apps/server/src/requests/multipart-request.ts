import { malformedXml, type ReadElement, readXml } from '../documents/xml-reader.ts'
import { invalidArgument } from '../errors.ts'
import { MAX_PARTS } from '../storage/limits.ts'
import type { PartSelection, UploadsQuery } from '../storage/uploads.ts'
import {
  type KeyEncoding,
  type Query,
  readKeyEncoding,
  readKeyText,
  readLimit,
  readParameter,
} from './query-parameters.ts'

/** The entries of a page when nothing is said. Source: OSS, "ListParts", "ListMultipartUploads". */
const DEFAULT_LIMIT = 1000

/** The id of an upload; `''`, which no upload has, when it is empty. */
export function readUploadId(query: Query): string {
  return readParameter(query, 'uploadId') ?? ''
}

/** The number of a part. Throws `InvalidArgument` unless it is from 1 to 10000. Source: OSS, "UploadPart". */
export function readPartNumber(query: Query): number {
  const value = readParameter(query, 'partNumber') ?? ''
  if (/^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= MAX_PARTS) return Number(value)
  const message = `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive.`
  throw invalidArgument('partNumber', value, { message })
}

/** Which parts of an upload to list. */
export interface PartsRequest {
  /** Parts with greater numbers; 0: from the first. */
  readonly marker: number
  /** 1 to 1000. */
  readonly maxParts: number
  readonly encoding: KeyEncoding
}

/** Reads the parameters of ListParts. Throws `InvalidArgument` naming a wrong one. */
export function readPartsRequest(query: Query): PartsRequest {
  const marker = readParameter(query, 'part-number-marker') ?? '0'
  if (!/^\d{1,9}$/.test(marker)) throw invalidArgument('part-number-marker', marker)
  return {
    marker: Number(marker),
    maxParts: readLimit(query, 'max-parts', DEFAULT_LIMIT),
    encoding: readKeyEncoding(query),
  }
}

/** Which uploads of a bucket to list. */
export interface UploadsRequest {
  /** `''`: none. */
  readonly prefix: string
  /** `''`: none. */
  readonly delimiter: string
  /** `''`: from the beginning. */
  readonly keyMarker: string
  /** Counts only beside a key; `''`: none. */
  readonly uploadIdMarker: string
  /** 1 to 1000. */
  readonly maxUploads: number
  readonly encoding: KeyEncoding
}

/** Reads the parameters of ListMultipartUploads. Throws `InvalidArgument` naming a wrong one. */
export function readUploadsRequest(query: Query): UploadsRequest {
  return {
    prefix: readKeyText(query, 'prefix'),
    delimiter: readKeyText(query, 'delimiter'),
    keyMarker: readKeyText(query, 'key-marker'),
    uploadIdMarker: readKeyText(query, 'upload-id-marker'),
    maxUploads: readLimit(query, 'max-uploads', DEFAULT_LIMIT),
    encoding: readKeyEncoding(query),
  }
}

/** The same as a storage takes it. */
export function uploadsQuery(request: UploadsRequest): UploadsQuery {
  const { prefix, delimiter, keyMarker, uploadIdMarker, maxUploads: limit } = request
  const after = keyMarker === '' ? undefined : { key: keyMarker, id: uploadIdMarker || undefined }
  return { prefix, delimiter, after, limit }
}

/** Ten thousand parts with six tags and the two quotes of an ETag each, and as much again for what else may stand there. */
const MAX_MARKUP = 160_000

/**
 * The parts that an object is to be made of.
 *
 * @param completeAll the header `x-oss-complete-all`. With `yes` all parts count, and a list is one too many.
 * @throws ServerError `MalformedXML` for a list that cannot be read, `InvalidArgument` for one beside `yes`. Source: OSS,
 *   "CompleteMultipartUpload".
 */
export function readPartSelection(body: string, completeAll: string | undefined): PartSelection {
  if (completeAll?.toLowerCase() === 'yes') {
    if (body === '') return 'all'
    const message = 'The request body must be empty when x-oss-complete-all is yes.'
    throw invalidArgument('x-oss-complete-all', completeAll, { message })
  }
  return readXml(body, 'CompleteMultipartUpload', { markup: MAX_MARKUP }).children('Part').map(readPart)
}

function readPart(part: ReadElement): { number: number; etag: string } {
  const number = part.text('PartNumber')?.trim() ?? ''
  const etag =
    part
      .text('ETag')
      ?.trim()
      .replace(/^"(.*)"$/, '$1') ?? ''
  if (!/^\d{1,9}$/.test(number) || etag === '') throw malformedXml()
  return { number: Number(number), etag }
}
