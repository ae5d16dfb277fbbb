import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { etagOf } from './bodies.ts'
import { createBucket, errorOf, parseXml, type TestServer } from './server.ts'
import { type Query, startUploads, type Uploader } from './uploads.ts'

let uploader: Uploader
let server: TestServer
beforeAll(async () => {
  uploader = await startUploads()
  server = uploader.server
})
afterAll(() => server.close())

it('parts are listed page by page', async () => {
  const id = await uploader.begin('/photos/parts')
  for (const number of [1, 2, 10]) await uploader.putPart('/photos/parts', number, id, `part ${number}`)
  const page = async (...query: Query) => {
    const answer = await server.owner('GET', '/photos/parts', { query: [['uploadId', id], ...query] })
    return parseXml(answer.body).ListPartsResult as unknown as Record<string, unknown>
  }
  const one = await page(['max-parts', '2'])
  expect(Object.keys(one)).toEqual([
    'Bucket',
    'Key',
    'UploadId',
    'PartNumberMarker',
    'NextPartNumberMarker',
    'MaxParts',
    'IsTruncated',
    'Part',
  ])
  expect(one).toMatchObject({
    Bucket: 'photos',
    Key: 'parts',
    UploadId: id,
    PartNumberMarker: '0',
    NextPartNumberMarker: '2',
    MaxParts: '2',
    IsTruncated: 'true',
  })
  const [part] = one.Part as Record<string, string>[]
  expect(Object.keys(part ?? {})).toEqual(['PartNumber', 'LastModified', 'ETag', 'HashCrc64ecma', 'Size'])
  expect(part).toMatchObject({ PartNumber: '1', ETag: `"${etagOf('part 1')}"`, Size: '6' })
  expect(part?.LastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
  const two = await page(['max-parts', '2'], ['part-number-marker', '2'])
  expect(two).toMatchObject({ NextPartNumberMarker: '10', IsTruncated: 'false', Part: { PartNumber: '10' } })
  const none = await page(['part-number-marker', '10'])
  expect(none).toMatchObject({ NextPartNumberMarker: '10', IsTruncated: 'false' })
  expect(none).not.toHaveProperty('Part')
  const refused = await server.owner('GET', '/photos/parts', {
    query: [
      ['uploadId', id],
      ['max-parts', '1001'],
    ],
  })
  expect(errorOf(refused)).toMatchObject({ Code: 'InvalidArgument', ArgumentName: 'max-parts' })
})

describe('the uploads of a bucket', () => {
  const KEYS_BEGUN = ['a.jpg', 'dir/1', 'dir/2', 'dir two/1', 'z']
  const ids = new Map<string, string>()
  beforeAll(async () => {
    await createBucket(server, 'uploads')
    for (const key of KEYS_BEGUN) ids.set(key, await uploader.begin(`/uploads/${encodeURIComponent(key)}`))
  })

  type Listed = Record<string, string> & { Upload?: object | object[]; CommonPrefixes?: object | object[] }
  async function list(...query: Query): Promise<Listed> {
    const answer = await server.owner('GET', '/uploads', { query: [['uploads', ''], ...query] })
    expect(answer.statusCode, answer.body).toBe(200)
    return parseXml(answer.body).ListMultipartUploadsResult as Listed
  }
  const keysOf = ({ Upload = [] }: Listed) => [Upload].flat().map((upload) => (upload as { Key: string }).Key)

  it('are listed in order, with all elements', async () => {
    const listed = await list()
    expect(Object.keys(listed)).toEqual([
      'Bucket',
      'KeyMarker',
      'UploadIdMarker',
      'NextKeyMarker',
      'NextUploadIdMarker',
      'Delimiter',
      'Prefix',
      'MaxUploads',
      'IsTruncated',
      'Upload',
    ])
    expect(listed).toMatchObject({
      Bucket: 'uploads',
      NextKeyMarker: '',
      NextUploadIdMarker: '',
      IsTruncated: 'false',
    })
    expect(keysOf(listed)).toEqual(['a.jpg', 'dir two/1', 'dir/1', 'dir/2', 'z'])
    const [upload] = [listed.Upload ?? []].flat() as Record<string, string>[]
    expect(Object.keys(upload ?? {})).toEqual(['Key', 'UploadId', 'Initiated'])
    expect(upload?.UploadId).toBe(ids.get('a.jpg'))
    expect(upload?.Initiated).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
  })

  it('are listed page by page', async () => {
    const seen: string[] = []
    let marker: Query = []
    for (;;) {
      const page = await list(['max-uploads', '2'], ...marker)
      seen.push(...keysOf(page))
      if (page.IsTruncated === 'false') break
      marker = [
        ['key-marker', page.NextKeyMarker ?? ''],
        ['upload-id-marker', page.NextUploadIdMarker ?? ''],
      ]
    }
    expect(seen).toEqual(['a.jpg', 'dir two/1', 'dir/1', 'dir/2', 'z'])
  })

  it('are rolled up and encoded', async () => {
    const listed = await list(['prefix', 'd'], ['delimiter', '/'], ['encoding-type', 'url'])
    expect(listed).toMatchObject({ EncodingType: 'url', Prefix: 'd', Delimiter: '%2F' })
    expect(listed.CommonPrefixes).toEqual([{ Prefix: 'dir%20two%2F' }, { Prefix: 'dir%2F' }])
    expect(listed).not.toHaveProperty('Upload')
  })

  it('keep their bucket', async () => {
    expect(errorOf(await server.owner('DELETE', '/uploads')).Code).toBe('BucketNotEmpty')
  })
})
