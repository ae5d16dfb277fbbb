import type { Bucket, BucketStat } from '../storage/storage.ts'
import { OWNER } from './owner.ts'
import { type XmlElement, xmlDocument } from './xml.ts'

/** Where the server says it is. */
export interface Place {
  /** Such as `cn-hangzhou`. */
  readonly region: string
  /** The Host header of the request. */
  readonly host: string
}

/** A page of buckets, and what was asked for. */
export interface BucketPage {
  readonly buckets: readonly Bucket[]
  /** `''`: none. */
  readonly prefix: string
  /** `''`: none. */
  readonly marker: string
  readonly maxKeys: number
  /** Whether there are more. */
  readonly isTruncated: boolean
}

/** Buckets as ListBuckets answers them; what was asked for only when they are not all. Source: OSS, "ListBuckets". */
export function bucketListDocument(page: BucketPage, place: Place): string {
  const { buckets, prefix, marker, maxKeys, isTruncated } = page
  const isWhole = prefix === '' && marker === '' && !isTruncated
  const asked: readonly XmlElement[] = [
    ['Prefix', prefix],
    ['Marker', marker],
    ['MaxKeys', String(maxKeys)],
    ['IsTruncated', String(isTruncated)],
    ...(isTruncated ? [['NextMarker', buckets.at(-1)?.name ?? ''] as const] : []),
  ]
  return xmlDocument([
    'ListAllMyBucketsResult',
    [...(isWhole ? [] : asked), OWNER, ['Buckets', buckets.map((bucket) => listed(bucket, place))]],
  ])
}

function listed({ name, createdAt }: Bucket, { region, host }: Place): XmlElement {
  return [
    'Bucket',
    [
      ['CreationDate', createdAt.toISOString()],
      ...endpoints(host, name),
      ['Location', locationOf(region)],
      ['Name', name],
      ['Region', region],
      ['StorageClass', 'Standard'],
    ],
  ]
}

/** A bucket as GetBucketInfo answers it. Every element is needed by some SDK. Source: OSS, "GetBucketInfo". */
export function bucketInfoDocument({ name, acl, createdAt }: Bucket, { region, host }: Place): string {
  const bucket: readonly XmlElement[] = [
    ['CreationDate', createdAt.toISOString()],
    ...endpoints(host, name),
    ['Location', locationOf(region)],
    ['StorageClass', 'Standard'],
    ['DataRedundancyType', 'LRS'],
    ['TransferAcceleration', 'Disabled'],
    ['CrossRegionReplication', 'Disabled'],
    ['Name', name],
    OWNER,
    ['AccessControlList', [['Grant', acl]]],
    ['Comment', ''],
  ]
  return xmlDocument(['BucketInfo', [['Bucket', bucket]]])
}

/** Where a bucket is, as GetBucketLocation answers it. Source: OSS, "GetBucketLocation". */
export function locationDocument(region: string): string {
  return xmlDocument(['LocationConstraint', locationOf(region)])
}

/**
 * What a bucket holds, as GetBucketStat answers it.
 *
 * @param now when it was counted. Source: OSS, "GetBucketStat".
 */
export function bucketStatDocument({ objects, bytes, uploads }: BucketStat, now: Date): string {
  return xmlDocument([
    'BucketStat',
    [
      ['Storage', String(bytes)],
      ['ObjectCount', String(objects)],
      ['MultipartUploadCount', String(uploads)],
      ['LiveChannelCount', '0'],
      ['LastModifiedTime', String(Math.floor(now.getTime() / 1000))],
    ],
  ])
}

function locationOf(region: string): string {
  return `oss-${region}`
}

/** The server has one network: what it was called by is the endpoint, without the bucket that may stand before it. */
function endpoints(host: string, bucket: string): readonly XmlElement[] {
  const own = `${bucket}.`
  const endpoint = host.toLowerCase().startsWith(own) ? host.slice(own.length) : host.replace(/^\./, '')
  return [
    ['ExtranetEndpoint', endpoint],
    ['IntranetEndpoint', endpoint],
  ]
}
