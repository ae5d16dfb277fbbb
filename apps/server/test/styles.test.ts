import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBucket, drawJpg, errorOf, parseXml, startServer, type TestServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  await createBucket(server, 'photos')
  await server.owner('PUT', '/photos/a.jpg', { body: await drawJpg() })
})
afterAll(() => server.close())

const named = (name: string) =>
  [
    ['style', ''],
    ['styleName', name],
  ] as const
const put = (name: string, body: string) => server.owner('PUT', '/photos', { query: named(name), body })
const putContent = (name: string, content: string) =>
  put(name, `<Style><Content>${content}</Content></Style>`)

it('is kept, read, listed, used, replaced and deleted', async () => {
  const saved = await putContent('thumb-1_A.x', 'image/resize,w_100')
  expect(saved.statusCode).toBe(200)
  expect(saved.body).toBe('')

  const read = await server.owner('GET', '/photos', { query: named('thumb-1_A.x') })
  expect(parseXml(read.body)).toEqual({
    '?xml': '',
    Style: {
      Name: 'thumb-1_A.x',
      Content: 'image/resize,w_100',
      Category: 'image',
      CreateTime: expect.stringMatching(/ GMT$/),
      LastModifyTime: expect.stringMatching(/ GMT$/),
    },
  })
  await putContent('other', 'resize,w_50')
  const list = await server.owner('GET', '/photos', { query: [['style', '']] })
  expect(list.body.match(/<Name>[^<]*/g)).toEqual(['<Name>other', '<Name>thumb-1_A.x'])

  const use = async (style: string) => {
    const query = [['x-oss-process', `style/${style}|image/info`]] as const
    return (await server.owner('GET', '/photos/a.jpg', { query })).json().ImageWidth.value
  }
  expect(await use('thumb-1_A.x')).toBe('100')
  expect(await use('other')).toBe('50')
  await putContent('other', 'image/resize,w_60')
  expect(await use('other')).toBe('60')

  for (let time = 0; time < 2; time++)
    expect((await server.owner('DELETE', '/photos', { query: named('other') })).statusCode).toBe(204)
  expect(errorOf(await server.owner('GET', '/photos', { query: named('other') }))).toMatchObject({
    Code: 'NoSuchStyle',
  })
  const gone = await server.owner('GET', '/photos/a.jpg', { query: [['x-oss-process', 'style/other']] })
  expect(errorOf(gone)).toMatchObject({
    Code: 'NoSuchStyle',
    Message: 'The style you get is not found.',
    status: '404',
  })
})

it.each(['Images!tyle', 'a b', '', 'a'.repeat(64), '样式'])('the name %j is refused', async (name) => {
  expect(errorOf(await putContent(name, 'image/info'))).toMatchObject({
    Code: 'InvalidArgument',
    Message: `The value: ${name} of parameter: stylename is invalid.`,
  })
})

it.each(['', 'a;b', 'image/resize, w_1', "a'b", 'a(b', 'a)b', 'a*b', 'a?b', 'a'.repeat(8193)])(
  'the content %j is refused',
  async (content) => {
    expect(errorOf(await putContent('bad', content))).toMatchObject({
      Code: 'BadRequest',
      Message: 'Style content is invalid.',
      status: '400',
    })
  },
)

it('may be no process, which shows when it is used', async () => {
  expect((await putContent('nonsense', 'csdar5324')).statusCode).toBe(200)
  const used = await server.owner('GET', '/photos/a.jpg', { query: [['x-oss-process', 'style/nonsense']] })
  expect(errorOf(used)).toMatchObject({
    Code: 'InvalidArgument',
    Message: expect.stringContaining('nonsense'),
  })
})

it.each([
  ['no XML', 'image/info'],
  ['too long a body', `<Style><Content>${'a'.repeat(65_536)}</Content></Style>`],
  ['nothing', ''],
])('%s is refused', async (_, body) => {
  expect(errorOf(await put('bad', body))).toMatchObject({ Code: 'MalformedXML', status: '400' })
})

it('is held against Content-MD5', async () => {
  const headers = { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }
  const body = '<Style><Content>image/info</Content></Style>'
  const refused = await server.owner('PUT', '/photos', { query: named('sum'), headers, body })
  expect(errorOf(refused)).toMatchObject({ Code: 'InvalidDigest', ExpectedDigest: headers['content-md5'] })
})

it.each(['PUT', 'GET', 'DELETE'])('%s is for the owner', async (method) => {
  expect(errorOf(await server.anonymous(method, '/photos', { query: named('thumb') }))).toMatchObject({
    Code: 'AccessDenied',
  })
})

it('counts fifty to a bucket', async () => {
  await createBucket(server, 'many')
  const query = (index: number) => named(`s${index}`)
  const body = '<Style><Content>image/info</Content></Style>'
  for (let index = 0; index < 50; index++)
    expect((await server.owner('PUT', '/many', { query: query(index), body })).statusCode).toBe(200)
  expect(errorOf(await server.owner('PUT', '/many', { query: query(50), body }))).toMatchObject({
    Code: 'AccessDenied',
  })
  expect((await server.owner('PUT', '/many', { query: query(7), body })).statusCode).toBe(200)
})
