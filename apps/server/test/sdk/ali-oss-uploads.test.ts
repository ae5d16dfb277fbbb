import { randomBytes } from 'node:crypto'
import type OSS from 'ali-oss'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FORM_TYPE, type FormEntry, formBody } from '../forms.ts'
import { KEY, type LiveServer, startServer } from '../live-server.ts'
import { connect, FORMS, refusal } from './ali-oss-clients.ts'
import { type Reply, send } from './fetch-by-name.ts'

const KB = 1024
const content = randomBytes(350 * KB)

let server: LiveServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

describe.each(FORMS)('uploads by the Node.js SDK, $name', ({ slug, sldEnable, version }) => {
  const bucket = `uploads-${slug}`
  let client: OSS

  beforeAll(async () => {
    client = connect(server, { sldEnable, version })
    await client.putBucket(bucket)
    client.useBucket(bucket)
  })

  const stored = async (name: string) => (await client.get(name)).content

  it('multipartUpload: parts side by side, with progress', async () => {
    const shares: number[] = []
    const done = await client.multipartUpload('parts/图 1.bin', content, {
      partSize: 100 * KB,
      parallel: 3,
      mime: 'image/x-test',
      meta: { author: 'me' },
      headers: { 'Cache-Control': 'max-age=60', 'x-oss-object-acl': 'public-read' },
      progress: (share) => {
        shares.push(share)
      },
    })
    expect(done).toMatchObject({ name: 'parts/图 1.bin', etag: expect.stringMatching(/^"[\dA-F]{32}-4"$/) })
    expect(shares.at(-1)).toBe(1)
    const { meta, res } = await client.head('parts/图 1.bin')
    expect(meta).toEqual({ author: 'me' })
    expect(res.headers).toMatchObject({
      'content-type': 'image/x-test',
      'cache-control': 'max-age=60',
      'x-oss-object-type': 'Multipart',
      'content-length': String(content.length),
    })
    expect((await stored('parts/图 1.bin')).equals(content)).toBe(true)
    expect((await client.getACL('parts/图 1.bin')).acl).toBe('public-read')
  })

  it('one step at a time: begin, upload, copy, list, complete', async () => {
    await client.put('source 照.bin', content)
    const { uploadId, name } = await client.initMultipartUpload('steps.bin')
    expect(name).toBe('steps.bin')
    const one = await client.uploadPart('steps.bin', uploadId, 1, content, 0, 100 * KB)
    const source = { sourceKey: 'source 照.bin', sourceBucketName: bucket }
    const two = await client.uploadPartCopy('steps.bin', uploadId, 2, `${100 * KB}-${250 * KB - 1}`, source)
    const three = await client.uploadPart('steps.bin', uploadId, 3, content, 250 * KB, 350 * KB)

    const page = await client.listParts('steps.bin', uploadId, { 'max-parts': 2 })
    expect(page).toMatchObject({ isTruncated: 'true', nextPartNumberMarker: '2', maxParts: '2' })
    expect(page.parts).toMatchObject([
      { PartNumber: '1', ETag: one.etag, Size: String(100 * KB) },
      { PartNumber: '2', ETag: two.etag, Size: String(150 * KB) },
    ])
    const { uploads } = await client.listUploads({ 'max-uploads': 10 })
    expect(uploads).toMatchObject([{ name: 'steps.bin', uploadId }])

    const parts = [one, two, three].map(({ etag }, index) => ({ number: index + 1, etag }))
    await client.completeMultipartUpload('steps.bin', uploadId, parts)
    expect((await stored('steps.bin')).equals(content)).toBe(true)
    expect((await client.listUploads({ 'max-uploads': 10 })).uploads).toEqual([])
  })

  it('multipartUploadCopy', async () => {
    await client.put('whole.bin', content)
    const source = { sourceKey: 'whole.bin', sourceBucketName: bucket }
    await client.multipartUploadCopy('copied.bin', source, { partSize: 120 * KB })
    expect((await stored('copied.bin')).equals(content)).toBe(true)
  })

  it('abortMultipartUpload', async () => {
    const { uploadId } = await client.initMultipartUpload('aborted.bin')
    expect((await client.abortMultipartUpload('aborted.bin', uploadId)).res.status).toBe(204)
    const again = await refusal(client.abortMultipartUpload('aborted.bin', uploadId))
    expect(again).toMatchObject({ code: 'NoSuchUpload', status: 404 })
  })

  it('append', async () => {
    const begun = await client.append('log.txt', Buffer.from('hel'), { mime: 'text/plain' })
    expect(begun.nextAppendPosition).toBe('3')
    const grown = await client.append('log.txt', Buffer.from('lo'), { position: begun.nextAppendPosition })
    expect(grown.nextAppendPosition).toBe('5')
    expect(String(await stored('log.txt'))).toBe('hello')
    const late = await refusal(client.append('log.txt', Buffer.from('x'), { position: 3 }))
    expect(late).toMatchObject({ code: 'PositionNotEqualToLength', status: 409 })
  })

  it('a form with a signed policy', async () => {
    const conditions: (object | readonly unknown[])[] = [
      { bucket },
      ['starts-with', '$key', 'form/'],
      ['content-length-range', 1, 10],
    ]
    const expiration = new Date(Date.now() + 600_000).toISOString()
    const answer = await postForm(`form/\${filename}`, { expiration, conditions }, 'hello')
    expect([answer.status, answer.body.toString()]).toEqual([204, ''])
    expect(String(await stored('form/a.txt'))).toBe('hello')
    const tooLarge = await postForm('form/large', { expiration, conditions }, 'hello hello')
    expect([tooLarge.status, tooLarge.body.toString()]).toEqual([
      400,
      expect.stringContaining('<Code>EntityTooLarge</Code>'),
    ])
    const elsewhere = await postForm('other/a', { expiration, conditions }, 'hello')
    expect([elsewhere.status, elsewhere.body.toString()]).toEqual([
      403,
      expect.stringContaining('Invalid according to Policy: Policy Condition failed'),
    ])
  })

  /** Sends a form as a page does that got its fields from a server with the SDK. */
  function postForm(
    key: string,
    policy: { expiration: string; conditions: readonly unknown[] },
    text: string,
  ): Promise<Reply> {
    const file = { content: text, filename: 'a.txt', type: 'text/plain' }
    const fields: FormEntry[] = [['key', key], ...signed(policy), ['file', file]]
    const host = `localhost:${server.port}`
    const url = sldEnable ? `http://${host}/${bucket}` : `http://${bucket}.${host}/`
    return send(url, { method: 'POST', headers: FORM_TYPE, body: formBody(fields) })
  }

  function signed(policy: { expiration: string; conditions: readonly unknown[] }): FormEntry[] {
    if (version === 1) return Object.entries(client.calculatePostSignature(policy))
    const date = new Date()
    const stamp = date.toISOString().replace(/\.\d+|[-:]/g, '')
    const own = {
      'x-oss-signature-version': 'OSS4-HMAC-SHA256',
      'x-oss-credential': `${KEY.accessKeyId}/${stamp.slice(0, 8)}/cn-hangzhou/oss/aliyun_v4_request`,
      'x-oss-date': stamp,
    }
    const conditions = [
      ...policy.conditions,
      ...Object.entries(own).map(([name, value]) => ({ [name]: value })),
    ]
    const full = { ...policy, conditions }
    return [
      ['policy', Buffer.from(JSON.stringify(full)).toString('base64')],
      ...Object.entries(own),
      ['x-oss-signature', client.signPostObjectPolicyV4(full, date)],
    ]
  }
})
