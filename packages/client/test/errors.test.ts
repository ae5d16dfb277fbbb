import { describe, expect, it } from 'vitest'
import type { Client } from '../src/index.ts'
import { REQUEST_ID, useOssServer, xml } from './oss-server.ts'

const server = useOssServer()
const { clientWith } = server

describe('errors', () => {
  const document = `<Error>
  <Code>NoSuchKey</Code>
  <Message>The specified key does not exist.</Message>
  <RequestId>${REQUEST_ID}</RequestId>
  <HostId>demo.localhost</HostId>
  <EC>0026-00000001</EC>
  <Key>a &amp; b.jpg</Key>
</Error>`
  const noSuchKey = {
    name: 'ClientError',
    code: 'NoSuchKey',
    message: 'The specified key does not exist.',
    status: 404,
    requestId: REQUEST_ID,
    hostId: 'demo.localhost',
    ec: '0026-00000001',
    fields: { Key: 'a & b.jpg' },
  }

  it('are read from their document', async () => {
    server.answer(xml(document, { status: 404 }))
    await expect(clientWith().get('a & b.jpg')).rejects.toMatchObject(noSuchKey)
  })

  it('are read from the header of an answer to HEAD', async () => {
    const { body = '' } = xml(document)
    const headers = { 'x-oss-err': Buffer.from(body).toString('base64') }
    server.answer({ status: 404, headers })
    await expect(clientWith().head('a & b.jpg')).rejects.toMatchObject(noSuchKey)
  })

  it.each([
    [304, 'NotModified'],
    [403, 'AccessDenied'],
    [404, 'NoSuchKey'],
    [412, 'PreconditionFailed'],
    [500, 'InvalidResponse'],
  ])('without document: %i is %s', async (status, code) => {
    server.answer({ status, headers: { 'x-oss-ec': '0001-00000001' } })
    await expect(clientWith().head('a.jpg')).rejects.toMatchObject({
      code,
      status,
      requestId: REQUEST_ID,
      ec: '0001-00000001',
      hostId: undefined,
      fields: {},
    })
  })

  it.each([
    ['<html><body><h1>404 Not Found</h1></body></html>', 404],
    ['<Error><Message>no code</Message></Error>', 400],
    ['{"error":"nope"}', 502],
  ])('are InvalidResponse if OSS did not write %s', async (body, status) => {
    server.answer({ status, body })
    await expect(clientWith().get('a.jpg')).rejects.toMatchObject({ code: 'InvalidResponse', status })
  })

  it('of the network pass through', async () => {
    const client = clientWith({ endpoint: 'http://127.0.0.1:1' })
    await expect(client.get('a.jpg')).rejects.toThrow(TypeError)
  })

  it.each<[call: string, send: (client: Client) => Promise<unknown>]>([
    ['get', (client) => client.get('')],
    ['put', (client) => client.put('', 'x')],
    ['delete', (client) => client.delete('')],
    ['head', (client) => client.head('/a')],
    ['getAcl', (client) => client.getAcl('..')],
    ['putAcl', (client) => client.putAcl('', 'private')],
    ['info', (client) => client.info('')],
    ['saveAs', (client) => client.saveAs('', 'style/a', { key: 'a' })],
  ])('of the key come before anything is sent: %s', async (_, send) => {
    await expect(send(clientWith())).rejects.toMatchObject({ code: 'InvalidObjectName', status: undefined })
    expect(server.received).toEqual([])
  })

  it('of the options are thrown at once', () => {
    expect(() => clientWith({ bucket: 'No' })).toThrow(expect.objectContaining({ code: 'InvalidBucketName' }))
    expect(() => clientWith({ endpoint: 'localhost' })).toThrow(
      expect.objectContaining({ code: 'InvalidArgument' }),
    )
  })
})
