import { readFileSync } from 'node:fs'
import { type Credentials, identify, v1, v4 } from '@ossimg/signer'
import { describe, expect, it } from 'vitest'
import { type Addressing, Client, type SignedUrlOptions, type SigningOptions } from '../src/index.ts'
import { signRequest } from '../src/request.ts'

interface Vector {
  readonly id: string
  /** Unix seconds. */
  readonly now: number
  /** Of version 4 only. */
  readonly region?: string
  readonly credentials: Credentials
  readonly bucket: string
  readonly key: string
}

interface UrlVector extends Vector {
  readonly options: SignedUrlOptions
  readonly signature: string
}

interface HeaderVector extends Vector {
  readonly method: string
  readonly query: readonly [name: string, value: string][]
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly stringToSign: string
}

interface V1HeaderVector extends HeaderVector {
  readonly authorization: string
}

interface V4HeaderVector extends HeaderVector {
  readonly region: string
  readonly canonicalRequest: string
  readonly signature: string
}

interface Vectors<Header> {
  readonly urls: readonly UrlVector[]
  readonly headers: readonly Header[]
}

const v1Vectors: Vectors<V1HeaderVector> = load('v1-vectors.json')
const v4Vectors: Vectors<V4HeaderVector> = load('v4-vectors.json')

function load<Header>(name: string): Vectors<Header> {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'))
}

/** The option of the client that makes it sign as a vector was signed. */
function signingOf({ region }: Vector): SigningOptions {
  return region === undefined ? {} : { signatureVersion: 4, region }
}

function signatureIn(headers: Readonly<Record<string, string>>): string {
  const claim = identify({ method: '', bucket: '', key: '', query: [], headers })
  return claim.kind === 'signed' ? claim.signature : ''
}

const addressings: readonly [Addressing, endpoint: string, root: (bucket: string) => string][] = [
  ['path', 'http://127.0.0.1:9000', (bucket) => `http://127.0.0.1:9000/${bucket}/`],
  ['virtual-host', 'https://oss.example', (bucket) => `https://${bucket}.oss.example/`],
  ['custom-domain', 'https://images.example', () => 'https://images.example/'],
]

describe.each(addressings)('signedUrl, %s', (addressing, endpoint, root) => {
  function urlOf(vector: UrlVector): URL {
    const { now, credentials, bucket, key, options } = vector
    const clock = () => new Date(now * 1000)
    const client = new Client({ endpoint, bucket, credentials, addressing, clock, ...signingOf(vector) })
    return new URL(client.signedUrl(key, options))
  }

  it.each(v1Vectors.urls)('signs as the SDK did: $id', (vector) => {
    const { now, options, signature } = vector
    const { searchParams } = urlOf(vector)
    expect(searchParams.get('Signature')).toBe(signature)
    expect(searchParams.get('Expires')).toBe(String(now + (options.expires ?? 0)))
  })

  it.each(v4Vectors.urls)('signs as the SDK did: $id', (vector) => {
    const { searchParams } = urlOf(vector)
    expect(searchParams.get('x-oss-signature')).toBe(vector.signature)
    expect(searchParams.get('x-oss-expires')).toBe(String(vector.options.expires))
  })

  it.each([...v1Vectors.urls, ...v4Vectors.urls])('keeps to its form of addressing: $id', (vector) => {
    const { href } = urlOf(vector)
    const start = root(vector.bucket)
    expect(href.startsWith(start)).toBe(true)
    expect(decodeURIComponent(href.slice(start.length).replace(/\?.*/, ''))).toBe(vector.key)
  })
})

describe('signRequest', () => {
  it.each(v1Vectors.headers)('signs as the SDK did: $id', ({ now, credentials, ...vector }) => {
    const { method, bucket, key, query, headers, stringToSign, authorization } = vector
    const request = { method, bucket, key, query, headers }
    const signed = signRequest(request, credentials, { date: new Date(now * 1000) })
    expect(v1.stringToSign({ ...request, headers: signed })).toBe(stringToSign)
    expect(signed.authorization).toBe(authorization)
  })

  it.each(v4Vectors.headers)('signs as the SDK did: $id', ({ now, credentials, region, ...vector }) => {
    const { method, bucket, key, query, headers, canonicalRequest, stringToSign, signature } = vector
    const request = { method, bucket, key, query, headers }
    const signed = signRequest(request, credentials, { version: 4, date: new Date(now * 1000), region })
    const canonical = v4.canonicalRequest({ ...request, headers: signed })
    expect(canonical).toBe(canonicalRequest)
    const scope = { day: '20260115', region, product: 'oss' } as const
    expect(v4.stringToSign(canonical, '20260115T083000Z', scope)).toBe(stringToSign)
    expect(signatureIn(signed)).toBe(signature)
  })
})

describe('requests', () => {
  /** A client that hands over what it would send. */
  function recording(vector: Vector) {
    const { now, credentials, bucket } = vector
    const sent: Headers[] = []
    const client = new Client({
      endpoint: 'http://127.0.0.1:9000',
      bucket,
      credentials,
      clock: () => new Date(now * 1000),
      fetch: async (_, init) => {
        sent.push(new Headers(init?.headers))
        return new Response()
      },
      ...signingOf(vector),
    })
    return { client, sent }
  }

  function vectorOf<Header extends Vector>({ headers }: Vectors<Header>, id: string): Header {
    const vector = headers.find((candidate) => candidate.id === id)
    if (!vector) throw new Error(`no vector ${id}`)
    return vector
  }

  it.each(['js-v1h-process', 'js-v1h-sts'])('get() signs as the SDK did: %s', async (id) => {
    const vector = vectorOf(v1Vectors, id)
    const { client, sent } = recording(vector)
    const [[, process] = []] = vector.query
    await client.get(vector.key, { headers: vector.headers, ...(process === undefined ? {} : { process }) })
    expect(sent.map((headers) => headers.get('authorization'))).toEqual([vector.authorization])
  })

  it('put() signs as the SDK did: js-v1h-put', async () => {
    const vector = vectorOf(v1Vectors, 'js-v1h-put')
    const { client, sent } = recording(vector)
    await client.put(vector.key, vector.body ?? '', { acl: 'private', metadata: { author: 'alice' } })
    expect(sent.map((headers) => headers.get('authorization'))).toEqual([vector.authorization])
  })

  it.each(['py-v4h-process', 'py-v4h-sts', 'js-v4h-process', 'php-v4h-sts'])(
    'get() signs as the SDK did: %s',
    async (id) => {
      const vector = vectorOf(v4Vectors, id)
      const { client, sent } = recording(vector)
      const [[, process] = []] = vector.query
      await client.get(vector.key, { headers: vector.headers, process })
      expect(sent.map((headers) => signatureIn(Object.fromEntries(headers)))).toEqual([vector.signature])
    },
  )

  it('put() signs as the SDK did: py-v4h-put', async () => {
    const vector = vectorOf(v4Vectors, 'py-v4h-put')
    const { client, sent } = recording(vector)
    // This SDK sends no Content-MD5, and a Blob has none either.
    await client.put(vector.key, new Blob([vector.body ?? '']), { metadata: { author: 'alice' } })
    expect(sent.map((headers) => signatureIn(Object.fromEntries(headers)))).toEqual([vector.signature])
  })
})
