import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keyRing, ownerKey } from '../../src/configuration/key-ring.ts'
import { body, etagOf } from '../bodies.ts'
import { type KEY, type LiveServer, startServer } from '../live-server.ts'
import { exchange, header, openWire, type WireHeader, type WireReply, written } from '../raw-http.ts'
import {
  expectCommon,
  expectPicture,
  RFC_1123,
  readError,
  readHeadError,
  readSaved,
  readXml,
} from '../replies.ts'
import { drawPicture } from '../vectors/pictures.ts'
import { type Call, md5, percentEncode, type Sdk, sdkRequest, sdkUrl } from './sdk-requests.ts'

/** A time as documents have it; SDKs need the milliseconds. */
const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/

/** Published CRC-64 and MD5 of the text `hello`. */
const HELLO = { crc64: '11177612005948864433', md5: 'XUFAKrxLKna5cZ2REBfFkg==' }

const BUCKET = 'examplebucket'
/** Everything that the SDKs encode in different ways. */
const KEY_NAME = '照片/a b+c&d=e.jpg'

let server: LiveServer
let source: Buffer

beforeAll(async () => {
  server = await startServer()
  source = await drawPicture({ width: 400, height: 267, format: 'jpg', bytes: 21839 })
  await server.storage.createBucket(BUCKET)
  await server.storage.putObject(BUCKET, KEY_NAME, body(source), { contentType: 'image/jpeg' })
  await server.storage.putStyle(BUCKET, 'oss-pic-style-w-100', 'image/resize,w_100')
})
afterAll(() => server.close())

type Omitted = 'bucket' | 'key' | 'method'
function call(
  sdk: Sdk,
  method: string,
  key: string,
  rest: Partial<Omit<Call, Omitted>> = {},
): Promise<WireReply> {
  return exchange(server.port, sdkRequest(sdk, server.port, { method, bucket: BUCKET, key, ...rest }))
}

const process = (text: string) => ({ query: [['x-oss-process', text] as const] })

const b64 = (text: string) => Buffer.from(text).toString('base64')
const urlSafe = (text: string) => b64(text).replaceAll('+', '-').replaceAll('/', '_')

const PAGE_PROCESSES = [
  ['image/resize,m_fixed,w_100,h_100', 'jpeg', { width: 100, height: 100 }],
  ['image/resize,m_fixed,h_100,w_100', 'jpeg', { width: 100, height: 100 }],
  ['image/crop,w_100,h_100,x_100,y_100,r_1', 'jpeg', { width: 100, height: 100 }],
  ['image/rotate,90', 'jpeg', { width: 267, height: 400 }],
  ['image/sharpen,100', 'jpeg', { width: 400, height: 267 }],
  ['image/watermark,text_SGVsbG8g5Zu-54mH5pyN5YqhIQ', 'jpeg', { width: 400, height: 267 }],
  ['image/watermark,text_SGVsbG8g5Zu+54mH5pyN5YqhIQ==', 'jpeg', { width: 400, height: 267 }],
  ['image/format,png', 'png', { width: 400, height: 267 }],
  ['style/oss-pic-style-w-100', 'jpeg', { width: 100, height: 67 }],
  ['image/resize,m_fixed,w_100,h_100/rotate,90', 'jpeg', { width: 100, height: 100 }],
] as const
const SDKS = ['python', 'php', 'dotnet'] as const

describe.each(SDKS)("the vendor's pages as the %s SDK sends them", (sdk) => {
  it.each(PAGE_PROCESSES)('%s', async (text, format, size) => {
    await expectPicture(await call(sdk, 'GET', KEY_NAME, process(text)), format, size)
  })

  it.each(PAGE_PROCESSES)('%s in a signed URL', async (text, format, size) => {
    const target = sdkUrl(sdk, { method: 'GET', bucket: BUCKET, key: KEY_NAME, ...process(text) })
    const headers: readonly WireHeader[] = [['Host', `localhost:${server.port}`]]
    await expectPicture(await exchange(server.port, { method: 'GET', target, headers }), format, size)
    const changed = target.replace('x-oss-process=', 'x-oss-process=x')
    const refusal = await exchange(server.port, { method: 'GET', target: changed, headers })
    expect([refusal.status, readError(refusal).Code]).toEqual([403, 'SignatureDoesNotMatch'])
  })

  it('image/info is JSON', async () => {
    const reply = await call(sdk, 'GET', KEY_NAME, process('image/info'))
    expect([reply.status, header(reply, 'Content-Type')]).toEqual([200, 'application/json'])
    expect(JSON.parse(reply.body.toString())).toMatchObject({
      FileSize: { value: '21839' },
      Format: { value: 'jpg' },
      ImageHeight: { value: '267' },
      ImageWidth: { value: '400' },
    })
    expectCommon(reply)
  })

  it('the original comes with its checksums, whatever a bare process', async () => {
    for (const query of [[], [['x-oss-process', undefined]], [['x-oss-process', '']]] as const) {
      const reply = await call(sdk, 'GET', KEY_NAME, { query })
      expect(reply.status).toBe(200)
      expect(reply.body.equals(source)).toBe(true)
      expectCommon(reply)
      expect(header(reply, 'Content-Type')).toBe('image/jpeg')
      expect(header(reply, 'Content-MD5')).toBe(md5(source))
      expect(header(reply, 'ETag')).toBe(`"${etagOf(source)}"`)
      expect(header(reply, 'Last-Modified')).toMatch(RFC_1123)
      expect(header(reply, 'x-oss-hash-crc64ecma')).toMatch(/^\d+$/)
      expect(header(reply, 'x-oss-object-type')).toBe('Normal')
      expect(header(reply, 'Content-Encoding')).toBeUndefined()
    }
  })

  it('put, exists, delete', async () => {
    const key = `${sdk}/new file.txt`
    const put = await call(sdk, 'PUT', key, { headers: [['Content-Type', 'text/plain']], body: 'hello' })
    expect([put.status, put.body.length]).toEqual([200, 0])
    expect(header(put, 'x-oss-hash-crc64ecma')).toBe(HELLO.crc64)
    expect(header(put, 'Content-MD5')).toBe(HELLO.md5)
    expect(header(put, 'ETag')).toBe(`"${etagOf('hello')}"`)
    expectCommon(put)

    const head = await call(sdk, 'HEAD', key)
    expect([head.status, header(head, 'Content-Length')]).toEqual([200, '5'])
    expect(header(head, 'x-oss-hash-crc64ecma')).toBe(HELLO.crc64)
    for (let count = 0; count < 2; count++) {
      const deleted = await call(sdk, 'DELETE', key)
      expect([deleted.status, header(deleted, 'Content-Length')]).toEqual([204, undefined])
      expectCommon(deleted)
    }
    const gone = await call(sdk, 'HEAD', key)
    expect([gone.status, readHeadError(gone)]).toMatchObject([404, { Code: 'NoSuchKey', Key: key }])
  })

  it('errors', async () => {
    const missing = await call(sdk, 'GET', 'none.jpg', process('image/resize,w_100'))
    expect([missing.status, readError(missing)]).toMatchObject([404, { Code: 'NoSuchKey', Key: 'none.jpg' }])
    expect(header(missing, 'x-oss-ec')).toBe('0040-00000024')
    expectCommon(missing)
    const wrong = await call(sdk, 'GET', KEY_NAME, process('image/resize,w_0'))
    expect([wrong.status, readError(wrong)]).toMatchObject([
      400,
      { Code: 'InvalidArgument', ArgumentName: 'w', ArgumentValue: '0' },
    ])
    const style = await call(sdk, 'GET', KEY_NAME, process('style/none'))
    expect([style.status, readError(style).Code]).toEqual([404, 'NoSuchStyle'])
    const bucket = await exchange(
      server.port,
      sdkRequest(sdk, server.port, { method: 'HEAD', bucket: 'no-such-bucket', key: 'a' }),
    )
    expect([bucket.status, readHeadError(bucket).Code]).toEqual([404, 'NoSuchBucket'])
  })
})

describe('sys/saveas, as each SDK writes it', () => {
  // Its base64 has a plus, a slash and padding in the standard alphabet.
  const target = '>>>???中.jpg'
  const text = (encode: (name: string) => string) =>
    `x-oss-process=image/resize,m_fixed,w_100,h_100|sys/saveas,o_${encode(target)},b_${encode('target-bucket')}`
  const form = (raw: string) => `x-oss-process=${percentEncode(raw.slice('x-oss-process='.length))}`
  const jpeg: WireHeader = ['Content-Type', 'image/jpeg']
  const digest = (content: string): WireHeader => ['Content-MD5', md5(content)]

  it.each([
    ['Python', 'python', '', text(urlSafe), []],
    ['Node.js', 'python', '', form(text(b64)), [jpeg, digest(form(text(b64)))]],
    ['PHP', 'php', undefined, text(urlSafe), []],
    ['Go 1', 'dotnet', undefined, text(urlSafe), []],
    ['Go 2', 'python', '', text(urlSafe), [digest(text(urlSafe))]],
    ['Java', 'dotnet', undefined, text(b64), []],
    ['.NET', 'dotnet', undefined, text(urlSafe).replaceAll('=,', ',').replace(/=+$/, ''), []],
  ] as const)('%s', async (_, sdk, value, content, headers) => {
    await server.storage.createBucket('target-bucket', { acl: 'public-read' })
    await server.storage.deleteObject('target-bucket', target)
    const query = [['x-oss-process', value]] as const
    const reply = await call(sdk, 'POST', KEY_NAME, { query, headers, body: content })
    const saved = readSaved(reply)
    expect(saved).toMatchObject({ bucket: 'target-bucket', object: target })
    expectCommon(reply)
    const stored = await exchange(server.port, {
      method: 'GET',
      target: `/target-bucket/${percentEncode(target)}`,
      headers: [['Host', '127.0.0.1']],
    })
    expect(stored.body).toHaveLength(saved.fileSize)
    expect(header(stored, 'Content-Type')).toBe('image/jpeg')
    expect(header(stored, 'ETag')).toBe(`"${etagOf(stored.body)}"`)
    expect(await sharp(stored.body).metadata()).toMatchObject({ width: 100, height: 100 })
  })

  it('without b_ the result stays in the bucket, and the answer says so with an empty name', async () => {
    const content = `x-oss-process=style/oss-pic-style-w-100|sys/saveas,o_${urlSafe('saved 1.jpg')}`
    const query = [['x-oss-process', undefined]] as const
    const saved = readSaved(await call('python', 'POST', KEY_NAME, { query, body: content }))
    expect(saved).toMatchObject({ bucket: '', object: 'saved 1.jpg' })
    expect((await server.storage.headObject(BUCKET, 'saved 1.jpg')).size).toBe(saved.fileSize)
  })

  it.each([
    ['an empty process', 'x-oss-process=', 400, 'InvalidRequest'],
    ['no name', 'x-oss-process=image/info|sys/saveas,b_YQ', 400, /^(Invalid|Missing)Argument$/],
    ['a name that is not base64', 'x-oss-process=image/rotate,90|sys/saveas,o_!!', 400, 'InvalidArgument'],
    ['no saveas', 'x-oss-process=image/rotate,90', 400, 'InvalidArgument'],
    [
      'no such bucket',
      `x-oss-process=image/rotate,90|sys/saveas,o_YQ,b_${b64('none-here')}`,
      404,
      'NoSuchBucket',
    ],
  ] as const)('%s is refused', async (_, content, status, code) => {
    const query = [['x-oss-process', undefined]] as const
    const reply = await call('php', 'POST', KEY_NAME, { query, body: content })
    expect(reply.status).toBe(status)
    expect(readError(reply).Code).toMatch(code)
  })
})

describe('calls that one SDK sends', () => {
  it('Python: an upload from a generator is chunked', async () => {
    const headers: readonly WireHeader[] = [['Transfer-Encoding', 'chunked']]
    const request = sdkRequest('python', server.port, { method: 'PUT', bucket: BUCKET, key: 'c', headers })
    const wire = await openWire(server.port)
    wire.write(written(request))
    for (const piece of ['1\r\nh\r\n', '3\r\nell\r\n', '1\r\no\r\n', '0\r\n\r\n']) wire.write(piece)
    const reply = await wire.receive()
    wire.hangUp()
    expect([reply.status, header(reply, 'x-oss-hash-crc64ecma')]).toEqual([200, HELLO.crc64])
  })

  it('Python: object_exists asks for objectMeta', async () => {
    const query = [['objectMeta', undefined]] as const
    const found = await call('python', 'HEAD', KEY_NAME, { query })
    expect([found.status, header(found, 'Content-Length')]).toEqual([200, '21839'])
    expect(header(found, 'ETag')).toBe(`"${etagOf(source)}"`)
    expect(header(found, 'Last-Modified')).toMatch(RFC_1123)
    const missing = await call('python', 'HEAD', 'none', { query })
    expect([missing.status, readHeadError(missing).Code]).toEqual([404, 'NoSuchKey'])
  })

  it('Python: styles', async () => {
    const named = [
      ['style', undefined],
      ['styleName', 'py.Thumb-1_'],
    ] as const
    const content = '<Style><Content>image/resize,w_50</Content></Style>'
    const put = await call('python', 'PUT', '', { query: named, body: content })
    expect([put.status, put.body.length]).toEqual([200, 0])
    const got = await call('python', 'GET', '', { query: named })
    expect(header(got, 'Content-Type')).toBe('application/xml')
    const style = readXml(got.body, 'Style')
    expect(style).toMatchObject({ Name: 'py.Thumb-1_', Content: 'image/resize,w_50', Category: 'image' })
    expect(style.CreateTime).toMatch(RFC_1123)
    expect(style.LastModifyTime).toMatch(RFC_1123)
    const list = readXml(
      (await call('python', 'GET', '', { query: [['style', undefined]] })).body,
      'StyleList',
    )
    expect(list.Style).toContainEqual(style)
    for (let count = 0; count < 2; count++)
      expect((await call('python', 'DELETE', '', { query: named })).status).toBe(204)
    const gone = await call('python', 'GET', '', { query: named })
    expect([gone.status, readError(gone).Code]).toEqual([404, 'NoSuchStyle'])
  })

  it.each(['python', 'php'] as const)('%s: ?acl is ?acl=', async (sdk) => {
    const query = [['acl', undefined]] as const
    const put = await call(sdk, 'PUT', KEY_NAME, {
      query,
      headers: [['x-oss-object-acl', 'private']],
      body: '',
    })
    expect(put.status).toBe(200)
    const got = readXml((await call(sdk, 'GET', KEY_NAME, { query })).body, 'AccessControlPolicy')
    expect(got).toMatchObject({ AccessControlList: { Grant: 'private' }, Owner: { ID: /./ } })
  })

  it('.NET: Expect: 100-continue is honoured', async () => {
    const headers: readonly WireHeader[] = [
      ['Expect', '100-continue'],
      ['Content-Type', 'text/plain'],
      ['Content-Length', '5'],
    ]
    const request = sdkRequest('dotnet', server.port, { method: 'PUT', bucket: BUCKET, key: 'e', headers })
    const wire = await openWire(server.port)
    wire.write(written(request))
    expect((await wire.receive()).status).toBe(100)
    wire.write('hello')
    const reply = await wire.receive()
    wire.hangUp()
    expect([reply.status, header(reply, 'ETag')]).toEqual([200, `"${etagOf('hello')}"`])
  })

  it('Go 2: the digest of nothing passes on a GET', async () => {
    const headers: readonly WireHeader[] = [['Content-MD5', md5('')]]
    expect((await call('python', 'GET', KEY_NAME, { headers })).status).toBe(200)
  })

  it('Python: response headers are overridden, form-encoded', async () => {
    const query = [
      ['response-content-type', 'image/x-test; a=b'],
      ['response-content-disposition', 'attachment; filename="a b.jpg"'],
      ['x-oss-process', 'image/resize,w_10'],
    ] as const
    const reply = await call('python', 'GET', KEY_NAME, { query })
    expect(header(reply, 'Content-Type')).toBe('image/x-test; a=b')
    expect(header(reply, 'Content-Disposition')).toBe('attachment; filename="a b.jpg"')
  })

  it('a process in a header or under another name is none', async () => {
    const byHeader = await call('php', 'GET', KEY_NAME, { headers: [['x-oss-process', 'image/rotate,90']] })
    const byName = await call('php', 'GET', KEY_NAME, { query: [['X-Oss-Process', 'image/rotate,90']] })
    expect([byHeader.body, byName.body].map((content) => content.equals(source))).toEqual([true, true])
  })

  it('Java and Go 2 set their clocks by the answer', async () => {
    const early = await startServer({ storage: server.storage, clock: () => new Date(Date.now() - 901_000) })
    try {
      const request = sdkRequest('dotnet', early.port, { method: 'GET', bucket: BUCKET, key: KEY_NAME })
      const reply = await exchange(early.port, request)
      const told = readError(reply)
      expect([reply.status, told.Code]).toEqual([403, 'RequestTimeTooSkewed'])
      expect(told.MaxAllowedSkewMilliseconds).toBe('900000')
      for (const time of [told.RequestTime, told.ServerTime])
        expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
      expect(header(reply, 'Date')).toMatch(RFC_1123)
    } finally {
      await early.close()
    }
  })
})

describe('requests recorded from the SDKs', () => {
  interface Recorded {
    readonly id: string
    readonly now: number
    readonly credentials: typeof KEY & { readonly securityToken?: string }
    readonly request: {
      readonly method: string
      readonly target: string
      readonly headers: Readonly<Record<string, string>>
      readonly body?: string
    }
  }
  const recorded: {
    readonly accepted: readonly Recorded[]
    readonly refused: readonly (Recorded & { readonly code: string; readonly message: string })[]
  } = JSON.parse(readFileSync(new URL('../../fixtures/v1-requests.json', import.meta.url), 'utf8'))
  const STATUS: Readonly<Record<string, number>> = { InvalidArgument: 400 }
  const KEYS = [
    'example.jpg',
    'dir/sub dir/a+b&c.jpg',
    'dir/sub dir/a+b.jpg',
    'dir/a b+c.jpg',
    '照片/示例 1.jpg',
  ]
  /** What the documents of some answers say. */
  const DOCUMENTS: Readonly<Record<string, (body: Buffer) => void>> = {
    'py-v1h-listv2': (listing) => {
      const told = readXml(listing, 'ListBucketResult')
      // Without fetch-owner and without anything under img/.
      expect(told).toEqual({
        Name: BUCKET,
        Prefix: 'img%2F',
        MaxKeys: '100',
        Delimiter: '%2F',
        EncodingType: 'url',
        KeyCount: '0',
        IsTruncated: 'false',
      })
    },
    'py-v1h-service': (listing) => {
      const told = readXml(listing, 'ListAllMyBucketsResult')
      expect(told).toMatchObject({
        Owner: { ID: '1000', DisplayName: '1000' },
        Buckets: {
          Bucket: [
            { Name: BUCKET, Location: 'oss-cn-hangzhou', CreationDate: expect.stringMatching(ISO_8601) },
            { Name: 'test' },
          ],
        },
      })
    },
  }
  const servers = new Map<string | undefined, LiveServer>()
  let now = 0

  beforeAll(async () => {
    // One access key, once for good and once temporary.
    for (const { credentials } of recorded.accepted) {
      if (servers.has(credentials.securityToken)) continue
      const made = await startServer({
        keys: keyRing([ownerKey(credentials)]),
        clock: () => new Date(now * 1000),
      })
      servers.set(credentials.securityToken, made)
      for (const bucket of [BUCKET, 'test']) await made.storage.createBucket(bucket)
      await made.storage.putStyle(BUCKET, 'thumb', 'image/resize,w_100')
    }
  })
  // Some of the requests overwrite what others read.
  beforeEach(async () => {
    for (const { storage } of servers.values())
      for (const key of KEYS) await storage.putObject(BUCKET, key, body(source))
  })
  afterAll(() => Promise.all([...servers.values()].map((each) => each.close())))

  function replay({ request, now: time, credentials }: Recorded): Promise<WireReply> {
    now = time
    const { method, target, headers, body: content } = request
    const length = content === undefined && method === 'GET' ? [] : [String(Buffer.byteLength(content ?? ''))]
    const all = [...Object.entries(headers), ...length.map((value) => ['Content-Length', value] as const)]
    const port = servers.get(credentials.securityToken)?.port ?? 0
    return exchange(port, {
      method,
      target,
      headers: all,
      ...(content === undefined ? {} : { body: content }),
    })
  }

  it.each(recorded.accepted)('$id', async (row) => {
    const reply = await replay(row)
    expect(reply.status, reply.body.toString('latin1', 0, 400)).toBe(200)
    DOCUMENTS[row.id]?.(reply.body)
  })

  it.each(recorded.refused)('$id', async (row) => {
    const reply = await replay(row)
    expect(reply.status).toBe(STATUS[row.code] ?? 403)
    expect(readError(reply)).toMatchObject({ Code: row.code, Message: row.message })
  })
})
