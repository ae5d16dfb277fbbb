import { v4 } from '@ossimg/signer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { etagOf } from './bodies.ts'
import { type FormEntry, permission } from './forms.ts'
import { FILE, type Posting, postForm, startPosting, V4 } from './posting.ts'
import { createBucket, errorOf, KEYS, parseXml, startServer } from './server.ts'

let server: Posting
beforeAll(async () => {
  server = await startPosting()
})
afterAll(() => server.close())

describe.each([
  ['version 1', {}],
  ['version 4', V4],
] as const)('a form signed with %s', (version, options) => {
  const at = version.replace(' ', '-')

  it('stores its file with what it says of it', async () => {
    const conditions = [
      { bucket: 'photos' },
      ['starts-with', '$key', at],
      ['content-length-range', 1, 10],
    ] as const
    const posted = await server.post('/photos', [
      ['key', `${at}/\${filename}`],
      ['Cache-Control', 'max-age=60'],
      ['Content-Disposition', 'attachment; filename="图.txt"'],
      ['x-oss-meta-Author', 'Jürgen'],
      ['x-oss-object-acl', 'public-read'],
      ['x-oss-storage-class', 'IA'],
      ...permission(KEYS, conditions, options),
      FILE,
      ['submit', 'Upload'],
    ])
    expect([posted.statusCode, posted.body]).toEqual([204, ''])
    expect(posted.headers).toMatchObject({
      etag: `"${etagOf('hello')}"`,
      'x-oss-hash-crc64ecma': '11177612005948864433',
      'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==',
    })
    const got = await server.anonymous('GET', `/photos/${at}/a%20b.txt`)
    expect(got.body).toBe('hello')
    expect(got.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'max-age=60',
      'content-disposition': 'attachment; filename="\u00e5\u009b\u00be.txt"',
      'x-oss-meta-author': 'J\u00c3\u00bcrgen',
      'x-oss-storage-class': 'IA',
      'x-oss-object-type': 'Normal',
    })
  })

  it.each([
    [
      'another key',
      [['starts-with', '$key', 'other/']],
      'Policy Condition failed: ["starts-with", "$key", "other/"]',
    ],
    ['another bucket', [{ bucket: 'shown' }], 'Policy Condition failed: ["eq", "$bucket", "shown"]'],
    [
      'another type',
      [['in', '$content-type', ['image/png']]],
      'Policy Condition failed: ["in", "$content-type", ["image/png"]]',
    ],
  ] as const)('does not store it under a policy for %s', async (_, conditions, reason) => {
    const refused = await server.post('/photos', [
      ['key', `${at}/no`],
      ...permission(KEYS, conditions, options),
      FILE,
    ])
    expect(errorOf(refused)).toMatchObject({
      status: '403',
      Code: 'AccessDenied',
      Message: `Invalid according to Policy: ${reason}`,
      EC: '0006-00000227',
    })
    await server.expectNone(`/photos/${at}/no`)
  })

  it('works until its policy ends', async () => {
    const expiration = new Date(Date.now() - 2000)
    const refused = await server.post('/photos', [
      ['key', `${at}/late`],
      ...permission(KEYS, [], options, expiration),
      FILE,
    ])
    expect(errorOf(refused)).toMatchObject({
      status: '403',
      Code: 'AccessDenied',
      Message: 'Invalid according to Policy: Policy expired.',
    })
  })

  it.each([
    ['an unknown key', { ...KEYS, accessKeyId: 'NOBODY' }, 'InvalidAccessKeyId'],
    ['another secret', { ...KEYS, accessKeySecret: 'x' }, 'SignatureDoesNotMatch'],
  ])('is refused with %s, even where anybody writes', async (_, keys, code) => {
    const refused = await server.post('/open', [['key', at], ...permission(keys, [], options), FILE])
    expect(errorOf(refused)).toMatchObject({ status: '403', Code: code, OSSAccessKeyId: keys.accessKeyId })
    await server.expectNone(`/open/${at}`)
  })

  it('must have all its fields, even where anybody writes', async () => {
    const fields = permission(KEYS, [], options)
    for (const [left] of fields) {
      const rest = fields.filter(([name]) => name !== left)
      const error = errorOf(await server.post('/open', [['key', at], ...rest, FILE]))
      expect(error, left).toMatchObject({ status: '400', Code: 'InvalidArgument', ArgumentName: left })
    }
  })

  it('is checked for its size', async () => {
    const sizes = (least: number, most: number) =>
      server.post('/photos', [
        ['key', `${at}/sized`],
        ...permission(KEYS, [['content-length-range', least, most]], options),
        FILE,
      ])
    expect(errorOf(await sizes(0, 4))).toMatchObject({
      status: '400',
      Code: 'EntityTooLarge',
      EC: '0006-00000003',
      MaxSizeAllowed: '4',
    })
    expect(errorOf(await sizes(6, 9))).toMatchObject({
      status: '400',
      Code: 'EntityTooSmall',
      EC: '0006-00000004',
      MinSizeAllowed: '6',
      ProposedSize: '5',
    })
    await server.expectNone(`/photos/${at}/sized`)
    expect((await sizes(5, 5)).statusCode).toBe(204)
  })
})

describe('version 4', () => {
  it('does not count without conditions on its own fields', async () => {
    const signed = new Map(permission(KEYS, [], V4))
    const { expiration } = JSON.parse(Buffer.from(String(signed.get('policy')), 'base64').toString())
    const policy = Buffer.from(JSON.stringify({ expiration, conditions: [{ bucket: 'photos' }] })).toString(
      'base64',
    )
    const scope = {
      day: String(signed.get('x-oss-date')).slice(0, 8),
      region: V4.region,
      product: 'oss',
    } as const
    const signature = v4.computeSignature(policy, v4.signingKey(KEYS.accessKeySecret, scope))
    signed.set('policy', policy).set('x-oss-signature', signature)
    expect(errorOf(await server.post('/photos', [['key', 'v4'], ...signed, FILE]))).toMatchObject({
      status: '403',
      Code: 'AccessDenied',
      Message: 'Invalid according to Policy: Extra input fields: x-oss-signature-version',
      EC: '0006-00000228',
    })
  })

  it('works for seven days', async () => {
    const date = new Date(Date.now() - 7 * 86_400_000 - 2000)
    const refused = await server.post('/photos', [
      ['key', 'v4'],
      ...permission(KEYS, [], { ...V4, date }),
      FILE,
    ])
    expect(errorOf(refused)).toMatchObject({ Code: 'AccessDenied', Message: 'Request has expired.' })
  })

  it('is for one region where that is enforced', async () => {
    const strict = await startServer({ regionEnforced: true })
    await createBucket(strict, 'photos')
    const inRegion = (region: string) => [...permission(KEYS, [], { ...V4, region }), FILE]
    const refused = await postForm(strict, '/photos', [['key', 'a'], ...inRegion('cn-beijing')])
    expect(errorOf(refused)).toMatchObject({
      status: '400',
      Code: 'InvalidArgument',
      ArgumentName: 'x-oss-credential',
    })
    expect((await postForm(strict, '/photos', [['key', 'a'], ...inRegion('cn-hangzhou')])).statusCode).toBe(
      204,
    )
    expect((await server.post('/photos', [['key', 'a'], ...inRegion('cn-beijing')])).statusCode).toBe(204)
    await strict.close()
  })
})

describe('the type of an object', () => {
  const typed = async (entries: FormEntry[], conditions: Parameters<typeof permission>[1] = []) =>
    server.post('/photos', [['key', 'typed'], ...permission(KEYS, conditions), ...entries])

  it('cannot get round a policy', async () => {
    const conditions = [['eq', '$content-type', 'image/png']] as const
    const html: FormEntry = ['file', { content: 'x', filename: 'x', type: 'text/html' }]
    const png: FormEntry = ['file', { content: 'x', filename: 'x', type: 'image/png' }]
    expect(errorOf(await typed([['Content-Type', 'image/png'], html], conditions)).Code).toBe('AccessDenied')
    expect(errorOf(await typed([['x-oss-content-type', 'text/html'], png], conditions)).Code).toBe(
      'AccessDenied',
    )
    expect((await typed([['Content-Type', 'text/html'], png], conditions)).statusCode).toBe(204)
    expect((await server.owner('HEAD', '/photos/typed')).headers['content-type']).toBe('image/png')
  })

  it('is unknown when nobody tells it', async () => {
    expect((await typed([['file', { content: 'x' }]])).statusCode).toBe(204)
    expect((await server.owner('HEAD', '/photos/typed')).headers['content-type']).toBe(
      'application/octet-stream',
    )
  })
})

describe('the answer', () => {
  const send = (entries: FormEntry[], path = '/open') =>
    server.post(path, [['key', 'dir/a b&c.txt'], ...entries, FILE])

  it.each([
    ['200', 200],
    ['204', 204],
    ['302', 204],
  ])('to success_action_status %s is %i without a document', async (status, expected) => {
    const answer = await send([['success_action_status', status]])
    expect([answer.statusCode, answer.body]).toEqual([expected, ''])
    expect(answer.headers).not.toHaveProperty('content-type')
  })

  it.each([
    ['/open', '127.0.0.1:9000', 'http://127.0.0.1:9000/open/dir/a%20b%26c.txt'],
    ['/open/', '127.0.0.1:9000', 'http://127.0.0.1:9000/open/dir/a%20b%26c.txt'],
    ['/', 'open.localhost:9000', 'http://open.localhost:9000/dir/a%20b%26c.txt'],
  ])('201 to %s at %s tells where the object is', async (path, host, location) => {
    const entries: FormEntry[] = [['key', 'dir/a b&c.txt'], ['success_action_status', '201'], FILE]
    const answer = await server.post(path, entries, { host })
    expect(answer.statusCode).toBe(201)
    expect(answer.headers['content-type']).toBe('application/xml')
    expect(Object.entries(parseXml(answer.body).PostResponse ?? {})).toEqual([
      ['Bucket', 'open'],
      ['Location', location],
      ['Key', 'dir/a b&c.txt'],
      ['ETag', `"${etagOf('hello')}"`],
    ])
  })

  it('leads to a page', async () => {
    const answer = await send([['success_action_redirect', 'https://example.com/done?a=b']])
    expect([answer.statusCode, answer.body]).toEqual([303, ''])
    expect(answer.headers.location).toBe(
      `https://example.com/done?a=b&bucket=open&key=dir%2Fa+b%26c.txt&etag=%22${etagOf('hello')}%22`,
    )
  })

  it.each(['javascript:alert(1)', 'https://example.com/\r\nSet-Cookie: a=b'])(
    'never leads to %j, and then nothing is stored',
    async (page) => {
      await server.owner('DELETE', '/open/dir%2Fa%20b%26c.txt')
      const refused = await send([['success_action_redirect', page]])
      expect(errorOf(refused)).toMatchObject({
        Code: 'InvalidArgument',
        ArgumentName: 'success_action_redirect',
      })
      expect(refused.headers).not.toHaveProperty('set-cookie')
      await server.expectNone('/open/dir%2Fa%20b%26c.txt')
    },
  )
})
