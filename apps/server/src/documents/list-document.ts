import { quoted } from '../object-headers.ts'
import {
  continuationToken,
  type ListRequest,
  type ListRequestV1,
  type ListRequestV2,
} from '../requests/list-request.ts'
import { writeKey } from '../requests/query-parameters.ts'
import type { ObjectListing, ObjectRecord } from '../storage/storage.ts'
import { OWNER } from './owner.ts'
import { type XmlElement, xmlDocument } from './xml.ts'

/** A page as ListObjects answers it. Source: OSS, "ListObjects". */
export function listDocument(bucket: string, request: ListRequestV1, listing: ObjectListing): string {
  const { prefix, marker, maxKeys, delimiter, encoding } = request
  const keyed = (name: string, key: string): XmlElement => [name, writeKey(key, encoding)]
  return xmlDocument([
    'ListBucketResult',
    [
      ['Name', bucket],
      keyed('Prefix', prefix),
      keyed('Marker', marker),
      ['MaxKeys', String(maxKeys)],
      keyed('Delimiter', delimiter),
      ...encodingType(request),
      ['IsTruncated', String(listing.next !== undefined)],
      ...(listing.next === undefined ? [] : [keyed('NextMarker', listing.next)]),
      ...contents(request, listing, true),
    ],
  ])
}

/** A page as ListObjectsV2 answers it. Source: OSS, "ListObjectsV2". */
export function listDocumentV2(bucket: string, request: ListRequestV2, listing: ObjectListing): string {
  const { prefix, startAfter, maxKeys, delimiter, encoding, fetchOwner } = request
  const keyed = (name: string, key: string): XmlElement => [name, writeKey(key, encoding)]
  const token = (name: string, value: string | undefined): XmlElement[] =>
    value === undefined ? [] : [[name, value]]
  return xmlDocument([
    'ListBucketResult',
    [
      ['Name', bucket],
      keyed('Prefix', prefix),
      ...(startAfter === '' ? [] : [keyed('StartAfter', startAfter)]),
      ...token('ContinuationToken', request.continuationToken),
      ['MaxKeys', String(maxKeys)],
      keyed('Delimiter', delimiter),
      ...encodingType(request),
      ['KeyCount', String(listing.objects.length + listing.prefixes.length)],
      ['IsTruncated', String(listing.next !== undefined)],
      ...token('NextContinuationToken', listing.next && continuationToken(listing.next)),
      ...contents(request, listing, fetchOwner),
    ],
  ])
}

/** Only when it was asked for: it makes SDKs decode what they read. */
function encodingType({ encoding }: ListRequest): XmlElement[] {
  return encoding === 'none' ? [] : [['EncodingType', encoding]]
}

function contents(
  { encoding }: ListRequest,
  { objects, prefixes }: ObjectListing,
  withOwner: boolean,
): XmlElement[] {
  return [
    ...objects.map((record) => entry(record, writeKey(record.key, encoding), withOwner)),
    ...prefixes.map((prefix): XmlElement => ['CommonPrefixes', [['Prefix', writeKey(prefix, encoding)]]]),
  ]
}

function entry(record: ObjectRecord, key: string, withOwner: boolean): XmlElement {
  return [
    'Contents',
    [
      ['Key', key],
      ['LastModified', record.lastModified.toISOString()],
      ['ETag', quoted(record.etag)],
      ['Type', record.type],
      ['Size', String(record.size)],
      ['StorageClass', record.storageClass],
      ...(withOwner ? [OWNER] : []),
    ],
  ]
}
