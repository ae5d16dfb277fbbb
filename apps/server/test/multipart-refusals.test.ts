import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { etagOf } from './bodies.ts'
import { errorOf, type TestServer } from './server.ts'
import { listOf, PARTS, partQuery, startUploads, type Uploader } from './uploads.ts'

const [first, second] = PARTS

let uploader: Uploader
let server: TestServer
beforeAll(async () => {
  uploader = await startUploads()
  server = uploader.server
})
afterAll(() => server.close())

describe('parts that are refused', () => {
  it.each(['0', '10001', '-1', 'x', ''])('number "%s"', async (number) => {
    const id = await uploader.begin('/photos/n')
    expect(errorOf(await uploader.putPart('/photos/n', number, id, 'x'))).toMatchObject({
      status: '400',
      Code: 'InvalidArgument',
      ArgumentName: 'partNumber',
      ArgumentValue: number,
    })
  })

  it.each(['', 'NONE', 'A'.repeat(32), "' OR 1=1 --"])('upload "%s"', async (id) => {
    expect(errorOf(await uploader.putPart('/photos/n', 1, id, 'x'))).toMatchObject({
      status: '404',
      Code: 'NoSuchUpload',
      UploadId: id,
    })
  })

  it('the upload of another key', async () => {
    const id = await uploader.begin('/photos/mine')
    expect(errorOf(await uploader.putPart('/photos/yours', 1, id, 'x')).Code).toBe('NoSuchUpload')
    expect(errorOf(await uploader.putPart('/open/mine', 1, id, 'x')).Code).toBe('NoSuchUpload')
  })

  it('wrong checksums', async () => {
    const id = await uploader.begin('/photos/sums')
    const md5 = createHash('md5').update('other').digest('base64')
    expect(errorOf(await uploader.putPart('/photos/sums', 1, id, 'x', { 'content-md5': md5 })).Code).toBe(
      'InvalidDigest',
    )
    const crc = await uploader.putPart('/photos/sums', 1, id, 'x', { 'x-oss-hash-crc64ecma': '1' })
    expect(errorOf(crc).Code).toBe('InvalidCRC64')
    expect(await uploader.partNumbers('/photos/sums', id)).toEqual([])
  })

  it('more than 5 GB', async () => {
    const id = await uploader.begin('/photos/big')
    const headers = { 'content-length': String(5 * 1024 ** 3 + 1) }
    const refused = await server.owner('PUT', '/photos/big', { query: partQuery(1, id), headers })
    expect(errorOf(refused)).toMatchObject({ Code: 'InvalidArgument', ArgumentName: 'Content-Length' })
  })
})

describe('lists of parts that make no object', () => {
  let id: string
  beforeAll(async () => {
    id = await uploader.begin('/photos/wrong')
    for (const [number, body] of [first, second, first].entries())
      await uploader.putPart('/photos/wrong', number + 1, id, body)
  })

  it.each([
    ['not rising', listOf([2, etagOf(second)], [1, etagOf(first)]), 'InvalidPartOrder', '1'],
    ['twice the same', listOf([1, etagOf(first)], [1, etagOf(first)]), 'InvalidPartOrder', '1'],
    ['with one that is not there', listOf([1, etagOf(first)], [4, etagOf(second)]), 'InvalidPart', '4'],
    ['with another ETag', listOf([1, etagOf(second)]), 'InvalidPart', '1'],
    ['of nothing', listOf(), 'InvalidPart', undefined],
    [
      'with a small one in the middle',
      listOf([1, etagOf(first)], [2, etagOf(second)], [3, etagOf(first)]),
      'EntityTooSmall',
      '2',
    ],
    ['that are no XML', 'not xml', 'MalformedXML', undefined],
    ['that are empty', '', 'MalformedXML', undefined],
    [
      'of more than 2 MB',
      `<CompleteMultipartUpload>${' '.repeat(2 << 20)}</CompleteMultipartUpload>`,
      'MalformedXML',
      undefined,
    ],
  ])('%s', async (_, list, code, number) => {
    const error = errorOf(await uploader.complete('/photos/wrong', id, list))
    expect(error).toMatchObject({ status: '400', Code: code })
    expect(error.PartNumber).toBe(number)
  })

  it('beside x-oss-complete-all', async () => {
    const refused = await uploader.complete('/photos/wrong', id, listOf([1, etagOf(first)]), {
      'x-oss-complete-all': 'yes',
    })
    expect(errorOf(refused)).toMatchObject({ Code: 'InvalidArgument', ArgumentName: 'x-oss-complete-all' })
  })

  it('under another Content-MD5', async () => {
    const refused = await uploader.complete('/photos/wrong', id, listOf([1, etagOf(first)]), {
      'content-md5': 'AAAA',
    })
    expect(errorOf(refused).Code).toBe('InvalidDigest')
  })

  it('for a callback', async () => {
    const refused = await uploader.complete('/photos/wrong', id, listOf([1, etagOf(first)]), {
      'x-oss-callback': 'e30=',
    })
    expect(errorOf(refused)).toMatchObject({ Code: 'NotImplemented', Header: 'x-oss-callback' })
  })

  it('and the upload goes on', async () => {
    expect((await server.owner('HEAD', '/photos/wrong')).statusCode).toBe(404)
    expect((await uploader.complete('/photos/wrong', id, listOf([1, etagOf(first)]))).statusCode).toBe(200)
  })
})

it('an aborted upload is gone with its parts', async () => {
  const id = await uploader.upload('/photos/aborted')
  const abort = () => server.owner('DELETE', '/photos/aborted', { query: [['uploadId', id]] })
  expect((await abort()).statusCode).toBe(204)
  expect(errorOf(await abort())).toMatchObject({ status: '404', Code: 'NoSuchUpload', UploadId: id })
  expect(
    errorOf(await uploader.complete('/photos/aborted', id, '', { 'x-oss-complete-all': 'yes' })).Code,
  ).toBe('NoSuchUpload')
  const listed = await server.owner('GET', '/photos/aborted', { query: [['uploadId', id]] })
  expect(errorOf(listed).Code).toBe('NoSuchUpload')
})
