import { type Credentials, presign, type SignableRequest, signHeaders } from '@ossimg/signer'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { body } from './bodies.ts'
import { createBucket, drawJpg, errorOf, HOST, KEYS, startServer, type TestServer } from './server.ts'

const KEY_NAME = '照 片/a+b.jpg'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  await createBucket(server, 'photos')
  await server.storage.putObject('photos', KEY_NAME, body(await drawJpg(8, 6)))
})
afterAll(() => server.close())

type Query = readonly (readonly [name: string, value: string])[]

/** A request with its signature, each part still on its own. */
interface Signed {
  readonly path: string
  readonly query: Query
  readonly headers: Readonly<Record<string, string>>
}

const PATH = `/photos/${encodeURIComponent(KEY_NAME)}`
const PLACEMENTS = ['header', 'url'] as const
const VERSIONS = [1, 4] as const
type Form = readonly [version: (typeof VERSIONS)[number], placement: (typeof PLACEMENTS)[number]]
const FORMS: readonly Form[] = VERSIONS.flatMap((version) =>
  PLACEMENTS.map((placement) => [version, placement] as const),
)

interface SignOptions {
  readonly credentials?: Credentials
  readonly date?: Date
  /** Seconds from `date` on. */
  readonly lifetime?: number
}

function sign(
  [version, placement]: Form,
  query: Query,
  headers: Record<string, string>,
  { credentials = KEYS, date = new Date(), lifetime = 60 }: SignOptions = {},
): Signed {
  const request: SignableRequest = { method: 'GET', bucket: 'photos', key: KEY_NAME, query, headers }
  const region = 'cn-hangzhou'
  if (placement === 'header') {
    const added = signHeaders(request, credentials, version === 4 ? { version, region, date } : { date })
    return { path: PATH, query, headers: { ...headers, ...added } }
  }
  const expires = Math.floor(date.getTime() / 1000) + lifetime
  const added = presign(
    request,
    credentials,
    version === 4 ? { version, region, date, expires: lifetime } : { expires },
  )
  return { path: PATH, query: [...query, ...added], headers }
}

function send({ path, query, headers }: Signed, method = 'GET') {
  const text = query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')
  return server.app.inject({
    method: method as 'GET',
    url: text === '' ? path : `${path}?${text}`,
    headers: { host: HOST, ...headers },
  })
}

const QUERY: Query = [
  ['x-oss-process', 'image/resize,w_4'],
  ['response-cache-control', 'no-store, a=b&c'],
]
const HEADERS = { 'x-oss-meta-a': 'b', 'content-type': 'image/jpeg' }

describe.each(FORMS)('version %i in the %s', (version, placement) => {
  const form: Form = [version, placement]

  it('opens what is private', async () => {
    const answer = await send(sign(form, QUERY, HEADERS))
    expect(answer.statusCode, answer.body.slice(0, 500)).toBe(200)
    expect(answer.headers['cache-control']).toBe('no-store, a=b&c')
  })

  it('does not survive the change of one character', async () => {
    const signed = sign(form, QUERY, HEADERS)
    const places: ((character: string, at: number) => Signed | undefined)[] = [
      (character, at) => ({ ...signed, path: changed(signed.path, '/photos/'.length, character, at) }),
      ...signed.query.map(([name, value], index) => (character: string, at: number) => {
        const query = [...signed.query]
        query[index] = [name, changed(value, 0, character, at)]
        return { ...signed, query }
      }),
      ...Object.entries(signed.headers).map(([name, value]) => (character: string, at: number) => {
        return { ...signed, headers: { ...signed.headers, [name]: changed(value, 0, character, at) } }
      }),
    ]
    const change = fc.tuple(
      fc.nat(places.length - 1),
      fc.nat(500),
      fc.constantFrom(...'0aZ9%/+=,&_'.split('')),
    )
    await fc.assert(
      fc.asyncProperty(change, async ([place, at, character]) => {
        const altered = places[place]?.(character, at)
        if (!altered || same(altered, signed)) return
        const answer = await send(altered)
        expect(answer.statusCode, JSON.stringify(altered)).toBeGreaterThanOrEqual(400)
        expect(answer.statusCode).toBeLessThan(500)
        expect([
          'SignatureDoesNotMatch',
          'InvalidArgument',
          'AccessDenied',
          'InvalidAccessKeyId',
          ...OTHERS,
        ]).toContain(errorOf(answer).Code)
      }),
      { numRuns: 250, seed: 20261120 },
    )
  })

  it('does not care for the order of what it signs, nor for what it does not', async () => {
    const signed = sign(form, QUERY, HEADERS)
    const orders = fc.tuple(
      fc.shuffledSubarray([...signed.query], { minLength: signed.query.length }),
      fc.shuffledSubarray(Object.entries(signed.headers), { minLength: Object.keys(signed.headers).length }),
      fc.constantFrom({}, { accept: 'image/*' }, { 'user-agent': 'x', range: 'bytes=0-1' }),
    )
    await fc.assert(
      fc.asyncProperty(orders, async ([query, headers, more]) => {
        const answer = await send({ ...signed, query, headers: { ...more, ...Object.fromEntries(headers) } })
        expect(answer.statusCode, answer.body.slice(0, 500)).toBe(200)
      }),
      { numRuns: 40, seed: 20261120 },
    )
  })

  it('is not good for another process, another method or another key', async () => {
    const signed = sign(form, QUERY, {})
    const query = signed.query.map(([name, value]) =>
      name === 'x-oss-process' ? (['x-oss-process', 'image/resize,w_5'] as const) : ([name, value] as const),
    )
    const without = signed.query.filter(([name]) => name !== 'x-oss-process')
    for (const [replayed, method] of [
      [{ ...signed, query }, 'GET'],
      [{ ...signed, query: without }, 'GET'],
      [signed, 'HEAD'],
      [{ ...signed, path: '/photos/other' }, 'GET'],
    ] as const)
      expect(errorOf(await send(replayed, method))).toMatchObject({
        status: '403',
        Code: 'SignatureDoesNotMatch',
      })
  })

  it('tells of a mismatch all that a client needs to find its mistake, and no secret', async () => {
    const wrong = { ...KEYS, accessKeySecret: 'another' }
    const error = errorOf(await send(sign(form, QUERY, {}, { credentials: wrong })))
    expect(error).toMatchObject({
      Code: 'SignatureDoesNotMatch',
      OSSAccessKeyId: KEYS.accessKeyId,
      SignatureProvided: expect.stringMatching(version === 4 ? /^[\da-f]{64}$/ : /^[\w+/]{27}=$/),
    })
    const { StringToSign: text = '', StringToSignBytes: bytes } = error
    expect(text.startsWith(version === 4 ? 'OSS4-HMAC-SHA256\n' : 'GET\n\n\n')).toBe(true)
    expect(bytes).toBe([...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, '0')).join(' '))
    if (version === 4)
      expect(error.CanonicalRequest).toMatch(/^GET\n\/photos\/%E7%85%A7%20%E7%89%87\/a%2Bb.jpg\n/)
    else expect(error).not.toHaveProperty('CanonicalRequest')
    expect(JSON.stringify(error)).not.toContain(KEYS.accessKeySecret)
  })

  it('refuses what is out of time with a code of its own', async () => {
    const early = new Date(Date.now() - 16 * 60_000)
    const late = new Date(Date.now() + 16 * 60_000)
    const skewed = { status: '403', Code: 'RequestTimeTooSkewed', MaxAllowedSkewMilliseconds: '900000' }
    const expired = { status: '403', Code: 'AccessDenied', Message: 'Request has expired.' }
    expect(errorOf(await send(sign(form, QUERY, {}, { date: early })))).toMatchObject(
      placement === 'header' ? skewed : expired,
    )
    const ahead = await send(sign(form, QUERY, {}, { date: late }))
    // A URL of version 1 tells its end and not its beginning.
    if (version === 1 && placement === 'url') expect(ahead.statusCode).toBe(200)
    else expect(errorOf(ahead)).toMatchObject(skewed)
  })
})

/** What a changed date, token or parameter may run into before the signature is looked at. */
const OTHERS = ['RequestTimeTooSkewed', 'InvalidSecurityToken', 'InvalidObjectName']

function changed(text: string, from: number, character: string, at: number): string {
  const place = from + (at % Math.max(1, text.length - from))
  return text.slice(0, place) + character + text.slice(place + 1)
}

/** Whether two requests are the same once decoded: `%e7` for `%E7` is no change. */
function same(one: Signed, other: Signed): boolean {
  const meaning = ({ path, query, headers }: Signed) => {
    const trimmed = Object.entries(headers).map(([name, value]) => [name, value.trim()])
    return JSON.stringify([decoded(path), query, trimmed])
  }
  return meaning(one) === meaning(other)
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
