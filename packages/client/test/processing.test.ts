import { parse } from '@ossimg/grammar'
import { describe, expect, it } from 'vitest'
import { image } from '../src/index.ts'
import { credentials, REQUEST_ID, useOssServer } from './oss-server.ts'

const server = useOssServer()
const { clientWith } = server

describe('info', () => {
  const answer = (body: string) => ({ headers: { 'content-type': 'application/json' }, body })

  it('is a plain record of texts', async () => {
    server.answer(answer('{"FileSize":{"value":"21839"},"Format":{"value":"jpg"},"FrameCount":{"value":1}}'))
    expect(await clientWith().info('a.jpg')).toEqual({ FileSize: '21839', Format: 'jpg', FrameCount: '1' })
    expect(server.request.query).toEqual([['x-oss-process', 'image/info']])
  })

  it.each(['', 'text', 'null', '[]', '"a"', '{"a":"b"}', '{"a":null}'])('cannot be %j', async (body) => {
    server.answer(answer(body))
    await expect(clientWith().info('a.jpg')).rejects.toMatchObject({
      code: 'InvalidResponse',
      requestId: REQUEST_ID,
    })
  })
})

describe('saveAs', () => {
  const saved = { bucket: '', fileSize: 1234, object: '小.jpg', status: 'OK' }

  it.each([
    [
      'a builder',
      image().resize({ width: 100 }),
      { key: '小.jpg' },
      'image/resize,w_100|sys/saveas,o_5bCPLmpwZw',
    ],
    ['a text', 'style/a', { key: 'b', bucket: 'other' }, 'style/a|sys/saveas,o_Yg,b_b3RoZXI'],
    [
      'a tree with a target',
      parse('image/rotate,90|sys/saveas,o_Yg'),
      { key: 'c' },
      'image/rotate,90|sys/saveas,o_Yw',
    ],
  ])('stores the result of %s', async (_, process, target, text) => {
    server.answer({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(saved) })
    expect(await clientWith().saveAs('a.jpg', process, target)).toEqual(saved)
    expect(server.request).toMatchObject({
      method: 'POST',
      target: '/demo/a.jpg?x-oss-process',
      signedBy: credentials.accessKeyId,
    })
    expect(server.request.headers).not.toHaveProperty('content-type')
    expect(server.request.body.toString()).toBe(`x-oss-process=${text}`)
  })

  it.each(['', '{}', '{"bucket":"","fileSize":"1","object":"a","status":"OK"}'])(
    'cannot answer %j',
    async (body) => {
      server.answer({ body })
      const call = clientWith().saveAs('a.jpg', 'style/a', { key: 'b' })
      await expect(call).rejects.toMatchObject({ code: 'InvalidResponse' })
    },
  )

  it('sends nothing for a target that cannot be', async () => {
    const save = (target: { key: string; bucket?: string }) => clientWith().saveAs('a.jpg', 'style/a', target)
    await expect(save({ key: '' })).rejects.toMatchObject({ code: 'InvalidObjectName' })
    await expect(save({ key: 'b', bucket: 'B' })).rejects.toMatchObject({ code: 'InvalidBucketName' })
    expect(server.received).toEqual([])
  })
})
