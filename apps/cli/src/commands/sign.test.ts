import { parseQuery, verify } from '@ossimg/signer'
import { describe, expect, it } from 'vitest'
import { memoryIo } from '../../test/memory-io.ts'
import type { Io } from '../io.ts'
import { type SignOptions, signUrl } from './sign.ts'

const KEYS = new Map([
  ['EXAMPLEKEYID', { accessKeyId: 'EXAMPLEKEYID', accessKeySecret: 'example-secret' }],
  [
    'TEMPORARY',
    { accessKeyId: 'TEMPORARY', accessKeySecret: 'temporary-secret', securityToken: 'a+token/=' },
  ],
])
const env = { OSS_ACCESS_KEY_ID: 'EXAMPLEKEYID', OSS_ACCESS_KEY_SECRET: 'example-secret' }

async function sign(url: string, options: Partial<SignOptions> = {}, environment: Io['env'] = env) {
  const { io, stdout } = memoryIo({ env: environment })
  await signUrl({ method: 'GET', expires: 3600, signatureVersion: 1, ...options, url }, io)
  return stdout().toString()
}

/** What a server does with the printed URL, `seconds` after it was signed. */
function received(printed: string, bucket: string, key: string, { method = 'GET', seconds = 0 } = {}) {
  const query = parseQuery(new URL(printed).search.slice(1))
  const now = new Date(Date.parse('2026-01-15T08:30:00Z') + seconds * 1000)
  return verify({ method, bucket, key, query, headers: {} }, { find: (id) => KEYS.get(id), now })
}

it.each([
  ['path style', 'http://127.0.0.1:9000/photos/cat.jpg?x-oss-process=image/resize,w_300', 'cat.jpg'],
  [
    'a bucket in the host',
    'http://photos.localhost/a%20b/%E7%8C%AB.jpg?x-oss-process=image%2Finfo',
    'a b/猫.jpg',
  ],
  ['no query', 'https://photos.oss-cn-hangzhou.aliyuncs.com/cat.jpg', 'cat.jpg'],
  ['an empty query', 'http://localhost/photos/cat.jpg?', 'cat.jpg'],
  [
    'letters outside ASCII, pipes and spaces',
    'http://localhost/photos/猫 1.jpg?x-oss-process=style/缩|image/info',
    '猫 1.jpg',
  ],
  ['parameters that are not signed', 'http://localhost/photos/cat.jpg?v=%zz&acl&v=1', 'cat.jpg'],
])('signs a URL with %s so that it verifies', async (_, url, key) => {
  const printed = await sign(url)
  expect(received(printed, 'photos', key)).toMatchObject({ kind: 'signed', accessKeyId: 'EXAMPLEKEYID' })
})

it('keeps the query as it was and appends to it', async () => {
  expect(await sign('http://localhost/photos/cat.jpg?b=1&x-oss-process=image/resize,w_300&a=%2f')).toBe(
    'http://localhost/photos/cat.jpg?b=1&x-oss-process=image/resize,w_300&a=%2f' +
      '&OSSAccessKeyId=EXAMPLEKEYID&Expires=1768469400&Signature=DX5X4GreWFwTvOigTq97ORvxxcc%3D\n',
  )
})

it('signs with the token of temporary credentials', async () => {
  const temporary = {
    OSS_ACCESS_KEY_ID: 'TEMPORARY',
    OSS_ACCESS_KEY_SECRET: 'temporary-secret',
    OSS_SESSION_TOKEN: 'a+token/=',
  }
  const printed = await sign('http://localhost/photos/cat.jpg', {}, temporary)
  expect(received(printed, 'photos', 'cat.jpg')).toMatchObject({ accessKeyId: 'TEMPORARY' })
})

const V4 = { signatureVersion: 4, region: 'cn-hangzhou' } as const

describe('version 4', () => {
  it('verifies, in its region', async () => {
    const printed = await sign(
      'http://localhost/photos/猫 1.jpg?x-oss-process=style/缩|image/info&acl&b=',
      V4,
    )
    expect(received(printed, 'photos', '猫 1.jpg')).toEqual({
      kind: 'signed',
      accessKeyId: 'EXAMPLEKEYID',
      version: 4,
      placement: 'url',
      region: 'cn-hangzhou',
    })
  })

  it('keeps the query as it was and appends to it', async () => {
    const printed = await sign('http://localhost/photos/cat.jpg?x-oss-process=image/info&a=%2f', V4)
    expect(printed).toMatch(
      /^http:\/\/localhost\/photos\/cat\.jpg\?x-oss-process=image\/info&a=%2f&x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential=EXAMPLEKEYID%2F20260115%2Fcn-hangzhou%2Foss%2Faliyun_v4_request&x-oss-date=20260115T083000Z&x-oss-expires=3600&x-oss-signature=[\da-f]{64}\n$/,
    )
  })

  it('signs with the token of temporary credentials', async () => {
    const temporary = {
      OSS_ACCESS_KEY_ID: 'TEMPORARY',
      OSS_ACCESS_KEY_SECRET: 'temporary-secret',
      OSS_SESSION_TOKEN: 'a+token/=',
    }
    const printed = await sign('http://localhost/photos/cat.jpg', V4, temporary)
    expect(received(printed, 'photos', 'cat.jpg')).toMatchObject({ accessKeyId: 'TEMPORARY', version: 4 })
  })

  it.each([
    ['the option', { OSSIMG_REGION: 'eu-1' }, { region: 'cn-beijing' }, 'cn-beijing'],
    ['OSSIMG_REGION', { OSSIMG_REGION: 'eu-1', OSS_REGION: 'eu-2' }, {}, 'eu-1'],
    ['OSS_REGION', { OSSIMG_REGION: '', OSS_REGION: 'eu-2' }, {}, 'eu-2'],
  ])('has its region from %s', async (_, more, option, region) => {
    const options = { signatureVersion: 4, ...option } as const
    const printed = await sign('http://localhost/photos/cat.jpg', options, { ...env, ...more })
    expect(received(printed, 'photos', 'cat.jpg')).toMatchObject({ region })
  })

  it('needs a region', async () => {
    await expect(sign('http://localhost/photos/cat.jpg', { signatureVersion: 4 })).rejects.toMatchObject({
      code: 'Usage',
      message: 'Version 4 signs for a region: give --region, or set OSSIMG_REGION (or OSS_REGION).',
    })
  })

  it('works for seven days at most', async () => {
    const printed = await sign('http://localhost/photos/cat.jpg', { ...V4, expires: 604_800 })
    expect(received(printed, 'photos', 'cat.jpg', { seconds: 604_800 })).toMatchObject({ version: 4 })
    await expect(sign('http://localhost/photos/cat.jpg', { ...V4, expires: 604_801 })).rejects.toMatchObject({
      code: 'Usage',
      message: 'A URL of version 4 works for 604800 seconds at most, seven days.',
    })
  })
})

it.each([1, 4] as const)("signs one of the server's own paths with version %i", async (signatureVersion) => {
  const url = 'http://127.0.0.1:9000/-/admin/buckets/photos/settings'
  const printed = await sign(url, { ...V4, signatureVersion, method: 'PUT' })
  expect(received(printed, '-', 'admin/buckets/photos/settings', { method: 'PUT' })).toMatchObject({
    version: signatureVersion,
  })
})

describe.each([{}, V4])('the signed URL, with %o', (version) => {
  it('works for its method only', async () => {
    const printed = await sign('http://localhost/photos/cat.jpg', { ...version, method: 'PUT' })
    expect(received(printed, 'photos', 'cat.jpg', { method: 'PUT' })).toMatchObject({ kind: 'signed' })
    expect(() => received(printed, 'photos', 'cat.jpg')).toThrow(
      expect.objectContaining({ code: 'SignatureDoesNotMatch' }),
    )
  })

  it('works for so many seconds', async () => {
    const printed = await sign('http://localhost/photos/cat.jpg', { ...version, expires: 60 })
    expect(received(printed, 'photos', 'cat.jpg', { seconds: 60 })).toMatchObject({ kind: 'signed' })
    expect(() => received(printed, 'photos', 'cat.jpg', { seconds: 61 })).toThrow('Request has expired.')
  })

  it('does not work for another process', async () => {
    const printed = await sign('http://localhost/photos/cat.jpg?x-oss-process=image/resize,w_300', version)
    expect(() => received(printed.replace('w_300', 'w_3000'), 'photos', 'cat.jpg')).toThrow(
      expect.objectContaining({ code: 'SignatureDoesNotMatch' }),
    )
  })
})

it.each([
  ['no URL', 'photos/cat.jpg'],
  ['another scheme', 'oss://photos/cat.jpg'],
  ['no host', 'http://'],
])('refuses %s', async (_, url) => {
  await expect(sign(url)).rejects.toMatchObject({
    code: 'Usage',
    message: expect.stringContaining('is no URL'),
  })
})

it('refuses a URL that is signed already', async () => {
  const printed = await sign('http://localhost/photos/cat.jpg')
  await expect(sign(printed.trim())).rejects.toMatchObject({ name: 'SignerError', code: 'InvalidArgument' })
})
