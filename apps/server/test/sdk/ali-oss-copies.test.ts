import type OSS from 'ali-oss'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { etagOf } from '../bodies.ts'
import { type LiveServer, startServer } from '../live-server.ts'
import { connect, FORMS, refusal } from './ali-oss-clients.ts'

/** Names that URLs, headers or XML write in a way of their own. */
const SPECIAL = [
  'plain.txt',
  'a b+c&d=e.txt',
  'dir/sub/照片 1.txt',
  `<tag>"quoted" 'single'`,
  'per%20cent%2F',
  'a//b/',
  ' &amp;&#65;]]> ',
  'tab\tline\nend',
  '🖼️',
]

let server: LiveServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

describe.each(FORMS)('$name', (form) => {
  const bucket = `copies-${form.slug}`
  const other = `${bucket}-other`
  let client: OSS
  beforeAll(async () => {
    client = connect(server, form, { bucket })
    await client.putBucket(bucket)
    await client.putBucket(other)
  })

  const keys = async () => (await client.list({})).objects.map(({ name }) => name)

  describe('copy', () => {
    const text = Buffer.from('the content')
    const etag = `"${etagOf(text)}"`
    beforeAll(() =>
      client.put('source.txt', text, {
        meta: { from: 'source' },
        headers: { 'Cache-Control': 'no-cache', 'x-oss-object-acl': 'public-read' },
      }),
    )

    it('keeps content, type and metadata, and not the ACL', async () => {
      const { data, res } = await client.copy('copy', 'source.txt')
      expect(res.status).toBe(200)
      expect(data).toEqual({ etag, lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\.000Z$/) })
      const copy = await client.get('copy')
      expect(copy.content.equals(text)).toBe(true)
      expect(copy.res.headers).toMatchObject({
        'content-type': 'text/plain',
        'cache-control': 'no-cache',
        'x-oss-meta-from': 'source',
        etag,
      })
      expect((await client.getACL('copy')).acl).toBe('default')
    })

    it('with metadata of its own', async () => {
      await client.copy('changed', 'source.txt', { meta: { by: 'copy' } })
      expect((await client.head('changed')).meta).toEqual({ by: 'copy' })
      expect((await client.get('changed')).content.equals(text)).toBe(true)
    })

    it('with headers of its own', async () => {
      const headers = { 'Content-Type': 'text/html', 'Content-Language': 'zh', 'x-oss-object-acl': 'private' }
      await client.copy('typed', 'source.txt', { headers })
      const { res } = await client.head('typed')
      expect(res.headers).toMatchObject({ 'content-type': 'text/html', 'content-language': 'zh' })
      expect(res.headers['cache-control']).toBeUndefined()
      expect((await client.getACL('typed')).acl).toBe('private')
    })

    it('from another bucket, named in either way', async () => {
      const there = connect(server, form, { bucket: other })
      await there.put('dir/there 1+2.txt', Buffer.from('there'))
      await client.copy('one', 'dir/there 1+2.txt', other)
      await client.copy('two', `/${other}/dir/there 1+2.txt`)
      await client.copy('three', 'dir/there 1+2.txt', other, { meta: { by: 'copy' } })
      for (const name of ['one', 'two', 'three'])
        expect((await client.get(name)).content.toString()).toBe('there')
      expect((await client.head('three')).meta).toEqual({ by: 'copy' })
    })

    it.each(SPECIAL)('from and to %s', async (name) => {
      await client.put(name, Buffer.from(name))
      await client.copy(`copied/${name}`, name)
      expect((await client.get(`copied/${name}`)).content.toString()).toBe(name)
    })

    it('under conditions', async () => {
      const copy = (headers: Record<string, string>) => client.copy('under', 'source.txt', { headers })
      expect((await copy({ 'If-Match': etag })).res.status).toBe(200)
      expect(await refusal(copy({ 'If-Match': '"0000"' }))).toMatchObject({
        code: 'PreconditionFailed',
        status: 412,
      })
      const unchanged = await copy({ 'If-None-Match': etag })
      expect(unchanged.res.status).toBe(304)
      expect(unchanged.data).toBeNull()
    })

    it('not over what may not be overwritten', async () => {
      await client.put('taken', Buffer.from('taken'))
      const headers = { 'x-oss-forbid-overwrite': 'true' }
      expect(await refusal(client.copy('taken', 'source.txt', { headers }))).toMatchObject({
        code: 'FileAlreadyExists',
        status: 409,
      })
      expect((await client.get('taken')).content.toString()).toBe('taken')
    })

    it('of nothing', async () => {
      expect(await refusal(client.copy('none-copy', 'none'))).toMatchObject({
        code: 'NoSuchKey',
        status: 404,
      })
      expect(await refusal(client.copy('none-copy', 'none', 'no-such-bucket'))).toMatchObject({
        code: 'NoSuchBucket',
        status: 404,
      })
      expect(await keys()).not.toContain('none-copy')
    })
  })

  it('putMeta replaces all metadata and leaves the content', async () => {
    await client.put('meta.txt', Buffer.from('text'), { meta: { a: '1', b: '2' } })
    expect((await client.putMeta('meta.txt', { b: '3', c: '4' })).res.status).toBe(200)
    const { meta, res } = await client.head('meta.txt')
    expect(meta).toEqual({ b: '3', c: '4' })
    expect(res.headers).toMatchObject({ 'content-type': 'text/plain', etag: `"${etagOf('text')}"` })
    expect((await client.get('meta.txt')).content.toString()).toBe('text')
    await client.putMeta('meta.txt', {})
    expect((await client.head('meta.txt')).meta).toBeNull()
    expect(await refusal(client.putMeta('none', { a: '1' }))).toMatchObject({ code: 'NoSuchKey' })
  })

  it('putACL and getACL', async () => {
    await client.put('acl.txt', Buffer.from('text'))
    expect((await client.getACL('acl.txt')).acl).toBe('default')
    for (const acl of ['public-read', 'public-read-write', 'private', 'default']) {
      expect((await client.putACL('acl.txt', acl)).res.status).toBe(200)
      const read = await client.getACL('acl.txt')
      expect(read.acl).toBe(acl)
      expect(read.owner.displayName).not.toBe('')
    }
    expect(await refusal(client.putACL('acl.txt', 'everyone'))).toMatchObject({
      code: 'InvalidArgument',
      status: 400,
    })
    expect((await client.getACL('acl.txt')).acl).toBe('default')
    expect(await refusal(client.getACL('none'))).toMatchObject({ code: 'NoSuchKey', status: 404 })
    expect(await refusal(client.putACL('none', 'private'))).toMatchObject({ code: 'NoSuchKey', status: 404 })
  })

  it('delete, whether or not there is anything', async () => {
    await client.put('once', Buffer.from('text'))
    expect((await client.delete('once')).res.status).toBe(204)
    expect(await refusal(client.get('once'))).toMatchObject({ code: 'NoSuchKey', status: 404 })
    expect((await client.delete('once')).res.status).toBe(204)
  })

  describe('deleteMulti', () => {
    it('tells what is gone, also what never was', async () => {
      for (const name of SPECIAL) await client.put(name, Buffer.from(name))
      await client.put('stays', Buffer.from('text'))
      const asked = [...SPECIAL, 'never was']
      const { deleted, res } = await client.deleteMulti(asked)
      expect(res.status).toBe(200)
      expect(deleted.map(({ Key }) => Key)).toEqual(asked)
      const left = await keys()
      expect(left).toContain('stays')
      for (const name of SPECIAL) expect(left).not.toContain(name)
    })

    it('quietly', async () => {
      for (const name of SPECIAL) await client.put(name, Buffer.from(name))
      const { deleted, res } = await client.deleteMulti(SPECIAL, { quiet: true })
      expect(res.status).toBe(200)
      expect(res.headers['content-length']).toBe('0')
      expect(deleted).toEqual([])
      for (const name of SPECIAL) expect(await keys()).not.toContain(name)
    })

    it('a thousand at most', async () => {
      const many = Array.from({ length: 1001 }, (_, at) => `many/${at}`)
      await client.put('many/0', Buffer.from('text'))
      expect(await refusal(client.deleteMulti(many))).toMatchObject({ code: 'MalformedXML', status: 400 })
      expect((await client.head('many/0')).status).toBe(200)
      expect((await client.deleteMulti(many.slice(0, 1000))).deleted).toHaveLength(1000)
      expect(await refusal(client.head('many/0'))).toMatchObject({ code: 'NoSuchKey' })
    })
  })
})
