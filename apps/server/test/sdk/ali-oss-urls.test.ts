import type OSS from 'ali-oss'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { body } from '../bodies.ts'
import { type LiveServer, startServer } from '../live-server.ts'
import { drawPicture } from '../vectors/pictures.ts'
import { connect, FORMS, refusal, SIGNATURES, signUrl } from './ali-oss-clients.ts'
import { type Reply, send } from './fetch-by-name.ts'

const BUCKET = 'signed-bucket'
const NAMES = ['example.jpg', 'a b+c&d=e/照片 1.jpg', "it's (100%)!.jpg", 'a//b?#.jpg']

let server: LiveServer
let source: Buffer
beforeAll(async () => {
  server = await startServer()
  source = await drawPicture({ width: 80, height: 40, format: 'jpg' })
  await server.storage.createBucket(BUCKET)
  for (const name of NAMES) await server.storage.putObject(BUCKET, name, body(source))
})
afterAll(() => server.close())

/** The code of an error answer. */
function codeOf(reply: Reply): string | undefined {
  return /<Code>(\w+)<\/Code>/.exec(reply.body.toString())?.[1]
}

const signatureIsWrong = (reply: Reply) => {
  expect(reply.status).toBe(403)
  expect(codeOf(reply)).toBe('SignatureDoesNotMatch')
}

describe.each(FORMS)('signed URLs, $name', (form) => {
  let client: OSS
  beforeAll(() => {
    client = connect(server, form, { bucket: BUCKET })
  })

  it.each(NAMES)('%s, as it is and processed', async (name) => {
    const original = await send(await signUrl(client, form, name))
    expect(original.status).toBe(200)
    expect(original.body.equals(source)).toBe(true)
    const small = await send(await signUrl(client, form, name, { process: 'image/resize,w_20/format,png' }))
    expect(await sharp(small.body).metadata()).toMatchObject({ width: 20, height: 10, format: 'png' })
  })

  it('one character more or less', async () => {
    const url = await signUrl(client, form, 'example.jpg', { process: 'image/resize,w_20' })
    expect((await send(url)).status).toBe(200)
    signatureIsWrong(await send(url.replace('w_20', 'w_200')))
    signatureIsWrong(await send(url.replace('example.jpg', 'example.jpe')))
    signatureIsWrong(await send(`${url}&response-content-type=text%2Fhtml`))
    signatureIsWrong(await send(url, { method: 'HEAD' }).then(withHeadError))
    signatureIsWrong(await send(url, { method: 'DELETE' }))
    signatureIsWrong(await send(await signUrl(client, form, 'example.jpg'), { method: 'PUT', body: 'text' }))
  })

  it('for every method', async () => {
    const ask = async (method: string, sent = {}) =>
      send(await signUrl(client, form, `method-${form.slug}`, { method }), { method, ...sent })
    expect((await ask('PUT', { body: 'text' })).status).toBe(200)
    expect((await ask('HEAD')).headers['content-length']).toBe('4')
    expect((await ask('GET')).body.toString()).toBe('text')
    expect((await ask('DELETE')).status).toBe(204)
    expect((await ask('GET')).status).toBe(404)
  })
})

describe.each(FORMS.filter(({ version }) => version === 1))('signatureUrl, $name', (form) => {
  let client: OSS
  beforeAll(() => {
    client = connect(server, form, { bucket: BUCKET })
  })

  it('is good for half an hour when nothing is said', () => {
    const url = new URL(client.signatureUrl('example.jpg'))
    const lifetime = Number(url.searchParams.get('Expires')) - Date.now() / 1000
    expect(Math.abs(lifetime - 1800)).toBeLessThan(10)
  })

  it('to put with a media type, and no other', async () => {
    const url = client.signatureUrl('typed', { method: 'PUT', 'Content-Type': 'text/plain' })
    const put = (headers: Record<string, string>) => send(url, { method: 'PUT', headers, body: 'text' })
    signatureIsWrong(await put({ 'content-type': 'text/html' }))
    signatureIsWrong(await put({}))
    expect((await put({ 'content-type': 'text/plain' })).status).toBe(200)
    expect((await client.get('typed')).res.headers['content-type']).toBe('text/plain')
  })

  it('to put with headers of OSS', async () => {
    const url = client.signatureUrl('opened', { method: 'PUT', 'x-oss-object-acl': 'public-read' })
    signatureIsWrong(await send(url, { method: 'PUT', body: 'text' }))
    const headers = { 'x-oss-object-acl': 'public-read' }
    expect((await send(url, { method: 'PUT', headers, body: 'text' })).status).toBe(200)
    expect((await client.getACL('opened')).acl).toBe('public-read')
  })

  it('with headers for the answer, and a limit of traffic', async () => {
    const response = { 'content-type': 'text/x-own', 'content-disposition': 'attachment; filename="a b.jpg"' }
    const url = client.signatureUrl('example.jpg', { response, trafficLimit: 8_192_000 })
    expect(url).toContain('x-oss-traffic-limit=8192000')
    const { status, headers } = await send(url)
    expect({ status, ...headers }).toMatchObject({ status: 200, ...response })
  })

  it('asyncSignatureUrl is the same', async () => {
    const options = { expires: 600, process: 'image/resize,w_20' }
    const url = await client.asyncSignatureUrl('example.jpg', { ...options })
    expect((await sharp((await send(url)).body).metadata()).width).toBe(20)
    const withoutTime = (text: string) => text.replace(/(Expires|Signature)=[^&]*/g, '')
    expect(withoutTime(url)).toBe(withoutTime(client.signatureUrl('example.jpg', { ...options })))
  })

  it('of a whole bucket lists it', async () => {
    const reply = await send(client.signatureUrl(''))
    expect(reply.status).toBe(200)
    expect(reply.body.toString()).toContain('<Key>example.jpg</Key>')
  })
})

describe.each(FORMS.filter(({ version }) => version === 4))('signatureUrlV4, $name', (form) => {
  let client: OSS
  beforeAll(() => {
    client = connect(server, form, { bucket: BUCKET })
  })

  it("to put with headers, some of them of one's own", async () => {
    const headers = { 'Content-Type': 'text/plain', 'x-oss-meta-by': 'url', 'zz-own': 'value' }
    const url = await client.signatureUrlV4('PUT', 60, { headers }, 'own', ['zz-own'])
    expect(url).toContain('x-oss-additional-headers=zz-own')
    const put = (sent: Record<string, string>) => send(url, { method: 'PUT', headers: sent, body: 'text' })
    signatureIsWrong(await put({ ...headers, 'zz-own': 'another' }))
    signatureIsWrong(await put({ ...headers, 'Content-Type': 'text/html' }))
    const { 'zz-own': _, ...without } = headers
    signatureIsWrong(await put(without))
    expect((await put(headers)).status).toBe(200)
    expect((await client.head('own')).meta).toEqual({ by: 'url' })
  })

  it('bound to the host', async () => {
    const host = form.sldEnable ? `localhost:${server.port}` : `${BUCKET}.localhost:${server.port}`
    const url = await client.signatureUrlV4('GET', 60, { headers: { host } }, 'example.jpg', ['host'])
    expect((await send(url)).status).toBe(200)
    signatureIsWrong(await send(url, { headers: { host: `${BUCKET}.oss-cn-hangzhou.aliyuncs.com` } }))
  })

  it('with headers for the answer', async () => {
    const queries = { 'response-content-type': 'text/x-own', 'response-cache-control': 'no-store' }
    const { status, headers } = await send(await client.signatureUrlV4('GET', 60, { queries }, 'example.jpg'))
    expect(status).toBe(200)
    expect(headers).toMatchObject({ 'content-type': 'text/x-own', 'cache-control': 'no-store' })
  })

  it('with parameters that have no value', async () => {
    for (const value of ['', null]) {
      const url = await client.signatureUrlV4('GET', 60, { queries: { acl: value } }, 'example.jpg')
      expect((await send(url)).body.toString()).toContain('<Grant>default</Grant>')
    }
  })

  it('of a whole bucket lists it', async () => {
    const queries = { 'list-type': 2, prefix: 'a b+c&' }
    const reply = await send(await client.signatureUrlV4('GET', 60, { queries }))
    expect(reply.body.toString()).toContain('<Key>a b+c&amp;d=e/照片 1.jpg</Key><')
    expect(reply.body.toString()).toContain('<KeyCount>1</KeyCount>')
  })

  it.each([
    [604_800, 200, undefined],
    [604_801, 400, 'InvalidArgument'],
    [0, 400, 'InvalidArgument'],
  ])('for %i seconds', async (seconds, status, code) => {
    const reply = await send(await client.signatureUrlV4('GET', seconds, {}, 'example.jpg'))
    expect(reply.status).toBe(status)
    expect(codeOf(reply)).toBe(code)
  })
})

describe.each(SIGNATURES)('at a later time, $name', (form) => {
  let late: LiveServer
  let client: OSS
  beforeAll(async () => {
    late = await startServer({ clock: () => new Date(Date.now() + 3_600_000) })
    await late.storage.createBucket(BUCKET, { acl: 'public-read' })
    await late.storage.putObject(BUCKET, 'example.jpg', body(source))
    client = connect(late, form, { bucket: BUCKET })
  })
  afterAll(() => late.close())

  it('a URL has expired, even where anyone may read', async () => {
    expect((await send(await signUrl(client, form, 'example.jpg', { expires: 3700 }))).status).toBe(200)
    const reply = await send(await signUrl(client, form, 'example.jpg', { expires: 3500 }))
    expect(reply.status).toBe(403)
    expect(codeOf(reply)).toBe('AccessDenied')
    expect(reply.body.toString()).toContain('<Message>Request has expired.</Message>')
  })

  it('a signature in the header is too old', async () => {
    expect(await refusal(client.get('example.jpg'))).toMatchObject({
      code: 'RequestTimeTooSkewed',
      status: 403,
    })
  })
})

describe.each(SIGNATURES)('URLs without a signature, $name', (form) => {
  let client: OSS
  beforeAll(async () => {
    client = connect(server, form, { bucket: 'open-bucket' })
    await client.putBucket('open-bucket', { acl: 'public-read' })
    await client.put('a b+c/照片.jpg', source)
  })

  it('generateObjectUrl names the bucket by host', async () => {
    const url = client.generateObjectUrl('a b+c/照片.jpg')
    expect(url).toBe(`http://open-bucket.localhost:${server.port}/a%20b%2Bc/%E7%85%A7%E7%89%87.jpg`)
    expect((await send(url)).body.equals(source)).toBe(true)
    expect((await send(`${url}?x-oss-process=image/info`)).headers['content-type']).toBe('application/json')
  })

  it('getObjectUrl puts a name behind any address', async () => {
    const url = client.getObjectUrl('a b+c/照片.jpg', `${server.origin}/open-bucket`)
    expect((await send(url)).body.equals(source)).toBe(true)
    expect(client.getObjectUrl('x')).toBe(`http://localhost:${server.port}/x`)
  })

  it('what the answer to put tells', async () => {
    expect((await send((await client.put('told.jpg', source)).url)).body.equals(source)).toBe(true)
  })
})

/** An answer to HEAD with its error where a GET's would have it. */
function withHeadError(reply: Reply): Reply {
  return { ...reply, body: Buffer.from(String(reply.headers['x-oss-err'] ?? ''), 'base64') }
}
