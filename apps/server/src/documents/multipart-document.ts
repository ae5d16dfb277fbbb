import { quoted } from '../object-headers.ts'
import type { PartsRequest, UploadsRequest } from '../requests/multipart-request.ts'
import { type KeyEncoding, writeKey } from '../requests/query-parameters.ts'
import type { ObjectRecord } from '../storage/storage.ts'
import type { ListedUploads, Part, PartList, Upload } from '../storage/uploads.ts'
import { type XmlElement, xmlDocument } from './xml.ts'

/** An upload that has begun. Source: OSS, "InitiateMultipartUpload". */
export function initiatedDocument({ bucket, key, id }: Upload, encoding: KeyEncoding): string {
  return xmlDocument([
    'InitiateMultipartUploadResult',
    [...encodingType(encoding), ['Bucket', bucket], ['Key', writeKey(key, encoding)], ['UploadId', id]],
  ])
}

/** An upload that has become an object. Source: OSS, "CompleteMultipartUpload". */
export function completedDocument(
  { bucket, key, etag }: ObjectRecord,
  location: string,
  encoding: KeyEncoding,
): string {
  return xmlDocument([
    'CompleteMultipartUploadResult',
    [
      ...encodingType(encoding),
      ['Location', location],
      ['Bucket', bucket],
      ['Key', writeKey(key, encoding)],
      ['ETag', quoted(etag)],
    ],
  ])
}

/** A part that was copied. Source: OSS, "UploadPartCopy". */
export function copiedPartDocument({ etag, lastModified }: Part): string {
  return xmlDocument([
    'CopyPartResult',
    [
      ['LastModified', lastModified.toISOString()],
      ['ETag', quoted(etag)],
    ],
  ])
}

/** A page of an upload's parts. An SDK needs the next marker on the last page too. Source: OSS, "ListParts". */
export function partsDocument({ marker, maxParts, encoding }: PartsRequest, page: PartList): string {
  const { upload, parts, next } = page
  return xmlDocument([
    'ListPartsResult',
    [
      ...encodingType(encoding),
      ['Bucket', upload.bucket],
      ['Key', writeKey(upload.key, encoding)],
      ['UploadId', upload.id],
      ['PartNumberMarker', String(marker)],
      ['NextPartNumberMarker', String(parts.at(-1)?.number ?? marker)],
      ['MaxParts', String(maxParts)],
      ['IsTruncated', String(next !== undefined)],
      ...parts.map(partElement),
    ],
  ])
}

function partElement({ number, lastModified, etag, crc64, size }: Part): XmlElement {
  return [
    'Part',
    [
      ['PartNumber', String(number)],
      ['LastModified', lastModified.toISOString()],
      ['ETag', quoted(etag)],
      ['HashCrc64ecma', crc64],
      ['Size', String(size)],
    ],
  ]
}

/** A page of a bucket's uploads. The next markers are always there, if only empty. Source: OSS, "ListMultipartUploads". */
export function uploadsDocument(bucket: string, request: UploadsRequest, page: ListedUploads): string {
  const { prefix, delimiter, keyMarker, uploadIdMarker, maxUploads, encoding } = request
  const { uploads, prefixes, next } = page
  const keyed = (name: string, key: string): XmlElement => [name, writeKey(key, encoding)]
  return xmlDocument([
    'ListMultipartUploadsResult',
    [
      ['Bucket', bucket],
      ...encodingType(encoding),
      keyed('KeyMarker', keyMarker),
      ['UploadIdMarker', uploadIdMarker],
      keyed('NextKeyMarker', next?.key ?? ''),
      ['NextUploadIdMarker', next?.id ?? ''],
      keyed('Delimiter', delimiter),
      keyed('Prefix', prefix),
      ['MaxUploads', String(maxUploads)],
      ['IsTruncated', String(next !== undefined)],
      ...uploads.map((upload) => uploadElement(upload, encoding)),
      ...prefixes.map((text): XmlElement => ['CommonPrefixes', [keyed('Prefix', text)]]),
    ],
  ])
}

function uploadElement({ key, id, initiatedAt }: Upload, encoding: KeyEncoding): XmlElement {
  return [
    'Upload',
    [
      ['Key', writeKey(key, encoding)],
      ['UploadId', id],
      ['Initiated', initiatedAt.toISOString()],
    ],
  ]
}

/** Only when it was asked for: it makes SDKs decode what they read. */
function encodingType(encoding: KeyEncoding): XmlElement[] {
  return encoding === 'none' ? [] : [['EncodingType', encoding]]
}
