import { readFileSync } from 'node:fs'
import { type Credentials, v1 } from '@ossimg/signer'
import { describe, expect, it } from 'vitest'
import { type Addressing, Client, type SignedUrlOptions } from '../src/index.ts'
import { signRequest } from '../src/request.ts'

interface Vector {
  readonly id: string
  /** Unix seconds. */
  readonly now: number
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
  readonly authorization: string
}

interface Vectors {
  readonly urls: readonly UrlVector[]
  readonly headers: readonly HeaderVector[]
}

const file = new URL('../fixtures/v1-vectors.json', import.meta.url)
const vectors: Vectors = JSON.parse(readFileSync(file, 'utf8'))

const addressings: readonly [Addressing, endpoint: string, root: (bucket: string) => string][] = [
  ['path', 'http://127.0.0.1:9000', (bucket) => `http://127.0.0.1:9000/${bucket}/`],
  ['virtual-host', 'https://oss.example', (bucket) => `https://${bucket}.oss.example/`],
  ['custom-domain', 'https://images.example', () => 'https://images.example/'],
]

describe.each(addressings)('signedUrl, %s', (addressing, endpoint, root) => {
  it.each(vectors.urls)(
    'signs as the SDK did: $id',
    ({ now, credentials, bucket, key, options, signature }) => {
      const clock = () => new Date(now * 1000)
      const client = new Client({ endpoint, bucket, credentials, addressing, clock })
      const url = new URL(client.signedUrl(key, options))
      expect(url.searchParams.get('Signature')).toBe(signature)
      expect(url.searchParams.get('Expires')).toBe(String(now + (options.expires ?? 0)))
      expect(url.href.startsWith(root(bucket))).toBe(true)
      expect(decodeURIComponent(url.href.slice(root(bucket).length).replace(/\?.*/, ''))).toBe(key)
    },
  )
})

describe('signRequest', () => {
  it.each(vectors.headers)('signs as the SDK did: $id', ({ now, credentials, ...vector }) => {
    const { method, bucket, key, query, headers, stringToSign, authorization } = vector
    const request = { method, bucket, key, query, headers }
    const signed = signRequest(request, credentials, new Date(now * 1000))
    expect(v1.stringToSign({ ...request, headers: signed })).toBe(stringToSign)
    expect(signed.authorization).toBe(authorization)
  })
})

describe('requests', () => {
  /** A client that hands over what it would send. */
  function recording({ now, credentials, bucket }: Vector) {
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
    })
    return { client, sent }
  }

  function vectorOf(id: string): HeaderVector {
    const vector = vectors.headers.find((candidate) => candidate.id === id)
    if (!vector) throw new Error(`no vector ${id}`)
    return vector
  }

  it.each(['js-v1h-process', 'js-v1h-sts'])('get() signs as the SDK did: %s', async (id) => {
    const vector = vectorOf(id)
    const { client, sent } = recording(vector)
    const [[, process] = []] = vector.query
    await client.get(vector.key, { headers: vector.headers, ...(process === undefined ? {} : { process }) })
    expect(sent.map((headers) => headers.get('authorization'))).toEqual([vector.authorization])
  })

  it('put() signs as the SDK did: js-v1h-put', async () => {
    const vector = vectorOf('js-v1h-put')
    const { client, sent } = recording(vector)
    await client.put(vector.key, vector.body ?? '', { acl: 'private', metadata: { author: 'alice' } })
    expect(sent.map((headers) => headers.get('authorization'))).toEqual([vector.authorization])
  })
})
