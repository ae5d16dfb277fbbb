import { expect, it } from 'vitest'
import type { ObjectRecord } from '../storage/storage.ts'
import { listDocument, listDocumentV2 } from './list-document.ts'

const record = (key: string): ObjectRecord => ({
  bucket: 'examplebucket',
  key,
  size: 5,
  etag: '5D41402ABC4B2A76B9719D911017C592',
  crc64: '11177612005948864433',
  type: 'Normal',
  lastModified: new Date('2026-01-15T08:30:00Z'),
  version: '1',
  contentType: 'image/jpeg',
  headers: {},
  userMetadata: {},
  acl: 'default',
  storageClass: 'Standard',
})

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
const TOLD =
  '<LastModified>2026-01-15T08:30:00.000Z</LastModified><ETag>"5D41402ABC4B2A76B9719D911017C592"</ETag>' +
  '<Type>Normal</Type><Size>5</Size><StorageClass>Standard</StorageClass>'
const OWNER = '<Owner><ID>1000</ID><DisplayName>1000</DisplayName></Owner>'

it('writes a page of version 1 as OSS does', () => {
  const asked = { prefix: 'img/', delimiter: '/', marker: '', maxKeys: 2, encoding: 'url' } as const
  const listing = { objects: [record('img/a.jpg')], prefixes: ['img/sub/'], next: 'img/b.jpg' }
  expect(listDocument('examplebucket', asked, listing)).toBe(
    `${DECLARATION}<ListBucketResult><Name>examplebucket</Name><Prefix>img%2F</Prefix><Marker></Marker>` +
      '<MaxKeys>2</MaxKeys><Delimiter>%2F</Delimiter><EncodingType>url</EncodingType>' +
      '<IsTruncated>true</IsTruncated><NextMarker>img%2Fb.jpg</NextMarker>' +
      `<Contents><Key>img%2Fa.jpg</Key>${TOLD}${OWNER}</Contents>` +
      '<CommonPrefixes><Prefix>img%2Fsub%2F</Prefix></CommonPrefixes></ListBucketResult>',
  )
})

it('leaves out what was not asked for, and escapes keys', () => {
  const asked = { prefix: '', delimiter: '', marker: 'a&b', maxKeys: 100, encoding: 'none' } as const
  const listing = { objects: [record('a<b')], prefixes: [], next: undefined }
  expect(listDocument('examplebucket', asked, listing)).toBe(
    `${DECLARATION}<ListBucketResult><Name>examplebucket</Name><Prefix></Prefix><Marker>a&amp;b</Marker>` +
      '<MaxKeys>100</MaxKeys><Delimiter></Delimiter><IsTruncated>false</IsTruncated>' +
      `<Contents><Key>a&lt;b</Key>${TOLD}${OWNER}</Contents></ListBucketResult>`,
  )
})

const V2 = {
  prefix: '',
  delimiter: '',
  maxKeys: 100,
  encoding: 'none',
  startAfter: '',
  continuationToken: undefined,
  after: '',
  fetchOwner: false,
} as const

it('writes a page of version 2 with counted keys and tokens', () => {
  const asked = {
    ...V2,
    prefix: 'img/',
    delimiter: '/',
    maxKeys: 2,
    encoding: 'url',
    startAfter: 'a b',
    continuationToken: 'Yg',
    fetchOwner: true,
  } as const
  const listing = { objects: [record('img/a.jpg')], prefixes: ['img/sub/'], next: 'img/sub/' }
  expect(listDocumentV2('examplebucket', asked, listing)).toBe(
    `${DECLARATION}<ListBucketResult><Name>examplebucket</Name><Prefix>img%2F</Prefix>` +
      '<StartAfter>a%20b</StartAfter><ContinuationToken>Yg</ContinuationToken><MaxKeys>2</MaxKeys>' +
      '<Delimiter>%2F</Delimiter><EncodingType>url</EncodingType><KeyCount>2</KeyCount>' +
      '<IsTruncated>true</IsTruncated><NextContinuationToken>aW1nL3N1Yi8</NextContinuationToken>' +
      `<Contents><Key>img%2Fa.jpg</Key>${TOLD}${OWNER}</Contents>` +
      '<CommonPrefixes><Prefix>img%2Fsub%2F</Prefix></CommonPrefixes></ListBucketResult>',
  )
})

it('tells no owner in version 2 unless asked, and counts nothing as 0', () => {
  expect(listDocumentV2('examplebucket', V2, { objects: [record('a')], prefixes: [], next: undefined })).toBe(
    `${DECLARATION}<ListBucketResult><Name>examplebucket</Name><Prefix></Prefix><MaxKeys>100</MaxKeys>` +
      '<Delimiter></Delimiter><KeyCount>1</KeyCount><IsTruncated>false</IsTruncated>' +
      `<Contents><Key>a</Key>${TOLD}</Contents></ListBucketResult>`,
  )
  expect(listDocumentV2('examplebucket', V2, { objects: [], prefixes: [], next: undefined })).toContain(
    '<KeyCount>0</KeyCount>',
  )
})
