import { createHash } from 'node:crypto'
import { GrammarError, parse } from '@ossimg/grammar'
import { describe, expect, it } from 'vitest'
import { type Client, image, style } from '../src/index.ts'
import { credentials, REQUEST_ID, useOssServer } from './oss-server.ts'

const server = useOssServer()
const { clientWith } = server

const md5 = (text: string) => createHash('md5').update(text).digest('base64')

describe('put', () => {
  it('stores bytes with all that belongs to them', async () => {
    server.answer({ headers: { ETag: '"5D41402ABC4B2A76B9719D911017C592"' } })
    const result = await clientWith().put('a/b c+d.jpg', new TextEncoder().encode('hello'), {
      acl: 'public-read',
      metadata: { Author: '李雷' },
      headers: { 'Cache-Control': 'no-cache' },
    })
    expect(result.etag).toBe('5D41402ABC4B2A76B9719D911017C592')
    expect(result.headers.get('x-oss-request-id')).toBe(REQUEST_ID)
    expect(server.request).toMatchObject({
      method: 'PUT',
      target: '/demo/a/b%20c%2Bd.jpg',
      signedBy: credentials.accessKeyId,
      headers: {
        'content-type': 'image/jpeg',
        'content-length': '5',
        'content-md5': md5('hello'),
        'x-oss-object-acl': 'public-read',
        'x-oss-meta-author': '李雷',
        'cache-control': 'no-cache',
      },
    })
    expect(server.request.body.toString()).toBe('hello')
  })

  const bodies: readonly [
    string,
    () => Parameters<Client['put']>[1],
    type: string | undefined,
    md5: boolean,
  ][] = [
    ['a text', () => '图 text', undefined, true],
    ['a view of bytes', () => new TextEncoder().encode('[图 text]').subarray(1, -1), undefined, true],
    ['shared bytes', () => shared('图 text'), undefined, true],
    ['a blob', () => new Blob(['图 text']), undefined, false],
    ['a blob with a type', () => new Blob(['图 text'], { type: 'text/x-own' }), 'text/x-own', false],
    ['a stream', () => new Blob(['图 text']).stream(), undefined, false],
  ]

  function shared(text: string): Uint8Array {
    const bytes = new TextEncoder().encode(text)
    const copy = new Uint8Array(new SharedArrayBuffer(bytes.length))
    copy.set(bytes)
    return copy
  }

  it.each(bodies)('sends %s, signed', async (_, body, type, digest) => {
    server.answer({})
    await clientWith().put('a.txt', body())
    expect(server.request.body.toString()).toBe('图 text')
    expect(server.request.signedBy).toBe(credentials.accessKeyId)
    expect(server.request.headers['content-type']).toBe(type)
    expect(server.request.headers['content-md5']).toBe(digest ? md5('图 text') : undefined)
  })

  it.each([
    ['the key', 'a.png', new Blob(['x']), {}, 'image/png'],
    ['the blob before the key', 'a.png', new Blob(['x'], { type: 'image/webp' }), {}, 'image/webp'],
    [
      'a header before the blob',
      'a.png',
      new Blob(['x'], { type: 'image/webp' }),
      { headers: { 'Content-Type': 'a/b' } },
      'a/b',
    ],
    [
      'the option before all',
      'a.png',
      'x',
      { headers: { 'Content-Type': 'a/b' }, contentType: 'c/d' },
      'c/d',
    ],
  ])('takes the type from %s', async (_, key, body, options, type) => {
    server.answer({})
    await clientWith().put(key, body, options)
    expect(server.request.headers['content-type']).toBe(type)
    expect(server.request.signedBy).toBe(credentials.accessKeyId)
  })
})

describe('get', () => {
  it('reads an object and its headers', async () => {
    const headers = {
      'Content-Type': 'image/jpeg',
      ETag: '"ABC"',
      'Last-Modified': 'Wed, 14 Jan 2026 08:30:00 GMT',
      'x-oss-meta-author': Buffer.from('李雷').toString('latin1'),
    }
    server.answer({ headers, body: new Uint8Array([0, 255, 1]) })
    const { headers: all, ...result } = await clientWith().get('照片/a.jpg')
    expect(result).toEqual({
      data: new Uint8Array([0, 255, 1]),
      contentType: 'image/jpeg',
      contentLength: 3,
      etag: 'ABC',
      lastModified: new Date('2026-01-14T08:30:00Z'),
      metadata: { author: '李雷' },
    })
    expect(all.get('x-oss-request-id')).toBe(REQUEST_ID)
    expect(server.request).toMatchObject({ method: 'GET', target: '/demo/%E7%85%A7%E7%89%87/a.jpg' })
  })

  it.each([
    ['a text', 'image/resize,w_100|style/a', 'image/resize,w_100|style/a'],
    ['a text that only the server knows', 'image/new-thing,1', 'image/new-thing,1'],
    ['a tree', parse('image/resize,h_20,w_100'), 'image/resize,w_100,h_20'],
    ['a builder', image().resize({ width: 100 }).pipe(style('a')), 'image/resize,w_100|style/a'],
  ])('asks for a process given as %s', async (_, process, text) => {
    server.answer({})
    await clientWith().get('a.jpg', { process })
    expect(server.request.target).toBe(`/demo/a.jpg?x-oss-process=${encodeURIComponent(text)}`)
    expect(server.request.signedBy).toBe(credentials.accessKeyId)
  })

  it('sends nothing for a process that OSS would refuse', async () => {
    await expect(clientWith().get('a.jpg', { process: image() })).rejects.toThrow(GrammarError)
    expect(server.received).toEqual([])
  })

  it('asks for a range', async () => {
    server.answer({ status: 206, body: 'he' })
    const { data } = await clientWith().get('a.jpg', {
      range: 'bytes=0-1',
      headers: { 'x-oss-range-behavior': 'standard' },
    })
    expect(Buffer.from(data).toString()).toBe('he')
    expect(server.request.headers).toMatchObject({ range: 'bytes=0-1', 'x-oss-range-behavior': 'standard' })
    expect(server.request.signedBy).toBe(credentials.accessKeyId)
  })

  it('reads a key that a URL parser would resolve', async () => {
    server.answer({})
    await clientWith().get('a/../b.jpg')
    expect(server.request.key).toBe('a/../b.jpg')
  })

  it('hands the response over to be streamed', async () => {
    server.answer({ body: 'hello' })
    const response = await clientWith().getResponse('a.jpg', { process: 'image/format,png' })
    expect(await response.text()).toBe('hello')
    expect(server.request.query).toEqual([['x-oss-process', 'image/format,png']])
  })

  it('can be given up', async () => {
    const reason = new Error('enough')
    await expect(clientWith().get('a.jpg', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})

describe('head, exists, delete', () => {
  it('reads the headers of an object', async () => {
    server.answer({ headers: { 'Content-Type': 'image/png', 'Content-Length': '1234', ETag: '"A-2"' } })
    const head = await clientWith().head('a.png')
    expect(head).toMatchObject({
      contentType: 'image/png',
      contentLength: 1234,
      etag: 'A-2',
      lastModified: undefined,
    })
    expect(server.request.method).toBe('HEAD')
  })

  it('knows what exists', async () => {
    server.answer({})
    expect(await clientWith().exists('a.jpg')).toBe(true)
  })

  it('knows what does not', async () => {
    server.answer({ status: 404, headers: errorHeader('NoSuchKey') })
    expect(await clientWith().exists('a.jpg')).toBe(false)
  })

  it.each(['NoSuchBucket', 'AccessDenied'])('does not take %s for a missing object', async (code) => {
    server.answer({ status: 404, headers: errorHeader(code) })
    await expect(clientWith().exists('a.jpg')).rejects.toMatchObject({ code })
  })

  it('removes an object', async () => {
    server.answer({ status: 204 })
    expect(await clientWith().delete('a.jpg')).toBeUndefined()
    expect(server.request).toMatchObject({ method: 'DELETE', target: '/demo/a.jpg' })
  })
})

function errorHeader(code: string): Record<string, string> {
  return { 'x-oss-err': Buffer.from(`<Error><Code>${code}</Code></Error>`).toString('base64') }
}
