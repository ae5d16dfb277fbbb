import { describe, expect, it } from 'vitest'
import { type Client, image } from '../src/index.ts'
import { credentials, NOW, useOssServer, xml } from './oss-server.ts'

const server = useOssServer()
const { clientWith } = server

describe('ACLs', () => {
  const policy = (grant: string) =>
    `<AccessControlPolicy><Owner><ID>1</ID><DisplayName>1</DisplayName></Owner><AccessControlList><Grant>${grant}</Grant></AccessControlList></AccessControlPolicy>`

  it.each(['default', 'private', 'public-read', 'public-read-write'])(
    'reads %s of an object',
    async (acl) => {
      server.answer(xml(policy(acl)))
      expect(await clientWith().getAcl('a.jpg')).toBe(acl)
      expect(server.request).toMatchObject({ method: 'GET', target: '/demo/a.jpg?acl' })
    },
  )

  it('sets that of an object', async () => {
    server.answer({})
    await clientWith().putAcl('a.jpg', 'public-read')
    expect(server.request).toMatchObject({
      method: 'PUT',
      target: '/demo/a.jpg?acl',
      headers: { 'x-oss-object-acl': 'public-read' },
      signedBy: credentials.accessKeyId,
    })
  })

  it('reads that of the bucket', async () => {
    server.answer(xml(policy('public-read')))
    expect(await clientWith().getBucketAcl()).toBe('public-read')
    expect(server.request).toMatchObject({ method: 'GET', target: '/demo/?acl' })
  })

  it('sets that of the bucket', async () => {
    server.answer({})
    await clientWith().putBucketAcl('private')
    expect(server.request).toMatchObject({
      method: 'PUT',
      target: '/demo/?acl',
      headers: { 'x-oss-acl': 'private' },
      signedBy: credentials.accessKeyId,
    })
  })

  it('throws InvalidResponse for a grant that it does not know', async () => {
    server.answer(xml(policy('sometimes')), xml(policy('default')))
    await expect(clientWith().getAcl('a.jpg')).rejects.toMatchObject({ code: 'InvalidResponse', status: 200 })
    await expect(clientWith().getBucketAcl()).rejects.toMatchObject({ code: 'InvalidResponse' })
  })
})

describe('buckets', () => {
  it.each([
    ['private by default', undefined, undefined],
    ['with an ACL', 'public-read', 'public-read'],
  ] as const)('creates one %s', async (_, acl, header) => {
    server.answer({})
    await clientWith().createBucket({ acl })
    expect(server.request).toMatchObject({
      method: 'PUT',
      target: '/demo/',
      signedBy: credentials.accessKeyId,
    })
    expect(server.request.headers['x-oss-acl']).toBe(header)
  })

  it('removes one', async () => {
    server.answer({ status: 204 })
    await clientWith().deleteBucket()
    expect(server.request).toMatchObject({ method: 'DELETE', target: '/demo/' })
  })
})

describe('styles', () => {
  const date = 'Thu, 15 Jan 2026 08:30:00 GMT'
  const element = (name: string, content: string) =>
    `<Style><Name>${name}</Name><Content>${content}</Content><Category>image</Category><CreateTime>${date}</CreateTime><LastModifyTime>${date}</LastModifyTime></Style>`
  const thumb = { name: 'thumb', content: 'image/resize,w_100', created: NOW, modified: NOW }

  it('stores one', async () => {
    server.answer({})
    await clientWith().putStyle('thumb', image().resize({ width: 100 }))
    expect(server.request).toMatchObject({
      method: 'PUT',
      target: '/demo/?style&styleName=thumb',
      signedBy: credentials.accessKeyId,
    })
    expect(server.request.body.toString()).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Style><Content>image/resize,w_100</Content></Style>',
    )
  })

  it('escapes a content', async () => {
    server.answer({})
    await clientWith().putStyle('odd', 'image/<&>')
    expect(server.request.body.toString()).toContain('<Content>image/&lt;&amp;&gt;</Content>')
  })

  it('reads one', async () => {
    server.answer(xml(element('thumb', 'image/resize,w_100')))
    expect(await clientWith().getStyle('thumb')).toEqual(thumb)
    expect(server.request).toMatchObject({ method: 'GET', target: '/demo/?style&styleName=thumb' })
  })

  it.each([
    ['none', '', []],
    ['one', element('thumb', 'image/resize,w_100'), ['thumb']],
    ['two', element('a', 'image/rotate,90') + element('007', 'image/rotate,180'), ['a', '007']],
  ])('lists %s', async (_, elements, names) => {
    server.answer(xml(`<StyleList>${elements}</StyleList>`))
    expect((await clientWith().listStyles()).map(({ name }) => name)).toEqual(names)
    expect(server.request).toMatchObject({ method: 'GET', target: '/demo/?style' })
  })

  it('removes one', async () => {
    server.answer({ status: 204 })
    await clientWith().deleteStyle('thumb')
    expect(server.request).toMatchObject({ method: 'DELETE', target: '/demo/?style&styleName=thumb' })
  })

  it('throws InvalidResponse for something else', async () => {
    server.answer(xml('<Style><Name>a</Name></Style>'), xml('<Styles/>'))
    await expect(clientWith().getStyle('a')).rejects.toMatchObject({ code: 'InvalidResponse' })
    await expect(clientWith().listStyles()).rejects.toMatchObject({ code: 'InvalidResponse' })
  })

  it.each<[call: string, send: (client: Client) => Promise<unknown>]>([
    ['getStyle', (client) => client.getStyle('')],
    ['deleteStyle', (client) => client.deleteStyle('')],
    ['putStyle', (client) => client.putStyle('a/b', 'image/rotate,90')],
  ])('sends nothing for a name that no style has: %s', async (_, send) => {
    await expect(send(clientWith())).rejects.toMatchObject({ code: 'InvalidArgument', status: undefined })
    expect(server.received).toEqual([])
  })
})
