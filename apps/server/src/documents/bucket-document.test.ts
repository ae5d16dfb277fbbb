import { expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../storage/bucket-settings.ts'
import type { Bucket } from '../storage/storage.ts'
import {
  bucketInfoDocument,
  bucketListDocument,
  bucketStatDocument,
  locationDocument,
} from './bucket-document.ts'

const bucket = (name: string): Bucket => ({
  name,
  acl: 'private',
  createdAt: new Date('2026-01-15T08:30:00Z'),
  settings: DEFAULT_SETTINGS,
})
const PLACE = { region: 'cn-hangzhou', host: 'localhost:9000' }
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
const OWNER = '<Owner><ID>1000</ID><DisplayName>1000</DisplayName></Owner>'

it('tells of a bucket as OSS does', () => {
  expect(bucketInfoDocument(bucket('examplebucket'), PLACE)).toBe(
    `${DECLARATION}<BucketInfo><Bucket><CreationDate>2026-01-15T08:30:00.000Z</CreationDate>` +
      '<ExtranetEndpoint>localhost:9000</ExtranetEndpoint><IntranetEndpoint>localhost:9000</IntranetEndpoint>' +
      '<Location>oss-cn-hangzhou</Location><StorageClass>Standard</StorageClass>' +
      '<DataRedundancyType>LRS</DataRedundancyType><TransferAcceleration>Disabled</TransferAcceleration>' +
      '<CrossRegionReplication>Disabled</CrossRegionReplication><Name>examplebucket</Name>' +
      `${OWNER}<AccessControlList><Grant>private</Grant></AccessControlList><Comment></Comment>` +
      '</Bucket></BucketInfo>',
  )
})

it.each([
  ['localhost:9000', 'localhost:9000'],
  ['examplebucket.localhost:9000', 'localhost:9000'],
  ['ExampleBucket.LOCALHOST', 'LOCALHOST'],
  ['examplebucket.oss-cn-hangzhou.aliyuncs.com', 'oss-cn-hangzhou.aliyuncs.com'],
  ['.oss-cn-hangzhou.aliyuncs.com', 'oss-cn-hangzhou.aliyuncs.com'],
  ['[::1]:9000', '[::1]:9000'],
  ['img.example.com', 'img.example.com'],
])('called by %s, the endpoint is %s', (host, endpoint) => {
  expect(bucketInfoDocument(bucket('examplebucket'), { ...PLACE, host })).toContain(
    `<ExtranetEndpoint>${endpoint}</ExtranetEndpoint><IntranetEndpoint>${endpoint}</IntranetEndpoint>`,
  )
})

it('tells where a bucket is, without attributes', () => {
  expect(locationDocument('cn-hangzhou')).toBe(
    `${DECLARATION}<LocationConstraint>oss-cn-hangzhou</LocationConstraint>`,
  )
})

it('counts what a bucket holds', () => {
  const stat = { objects: 230, bytes: 1600, uploads: 40 }
  expect(bucketStatDocument(stat, new Date(1643341269_500))).toBe(
    `${DECLARATION}<BucketStat><Storage>1600</Storage><ObjectCount>230</ObjectCount>` +
      '<MultipartUploadCount>40</MultipartUploadCount><LiveChannelCount>0</LiveChannelCount>' +
      '<LastModifiedTime>1643341269</LastModifiedTime></BucketStat>',
  )
})

const listed = (name: string) =>
  '<Bucket><CreationDate>2026-01-15T08:30:00.000Z</CreationDate>' +
  '<ExtranetEndpoint>localhost:9000</ExtranetEndpoint><IntranetEndpoint>localhost:9000</IntranetEndpoint>' +
  `<Location>oss-cn-hangzhou</Location><Name>${name}</Name><Region>cn-hangzhou</Region>` +
  '<StorageClass>Standard</StorageClass></Bucket>'
const ALL = { prefix: '', marker: '', maxKeys: 100, isTruncated: false }

it.each([
  ['none', { ...ALL, buckets: [] }, `${OWNER}<Buckets></Buckets>`],
  [
    'all',
    { ...ALL, buckets: [bucket('one'), bucket('two')] },
    `${OWNER}<Buckets>${listed('one')}${listed('two')}</Buckets>`,
  ],
  [
    'a first page',
    { ...ALL, buckets: [bucket('one')], maxKeys: 1, isTruncated: true },
    '<Prefix></Prefix><Marker></Marker><MaxKeys>1</MaxKeys><IsTruncated>true</IsTruncated>' +
      `<NextMarker>one</NextMarker>${OWNER}<Buckets>${listed('one')}</Buckets>`,
  ],
  [
    'those of a prefix',
    { ...ALL, buckets: [bucket('two')], prefix: 't&', marker: 'one' },
    '<Prefix>t&amp;</Prefix><Marker>one</Marker><MaxKeys>100</MaxKeys><IsTruncated>false</IsTruncated>' +
      `${OWNER}<Buckets>${listed('two')}</Buckets>`,
  ],
])('lists buckets: %s', (_, page, inner) => {
  expect(bucketListDocument(page, PLACE)).toBe(
    `${DECLARATION}<ListAllMyBucketsResult>${inner}</ListAllMyBucketsResult>`,
  )
})
