import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { body } from './bodies.ts'
import {
  before,
  corner,
  drawing,
  GREEN,
  LARGEST_SOURCE,
  put,
  RED,
  square,
  startMarkedServer,
} from './marked-pictures.ts'
import { countingPixels } from './measuring.ts'
import {
  createBucket,
  drawJpg,
  errorOf,
  type Sent,
  signedUrl,
  startServer,
  type TestServer,
} from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startMarkedServer()
  await createBucket(server, 'other', 'public-read')
  await createBucket(server, 'closed')
  const red = await square(RED).png().toBuffer()
  for (const key of ['elsewhere.png', 'mark.png']) await server.storage.putObject('other', key, body(red))
  await server.storage.putObject('closed', 'a.jpg', body(await drawJpg()), { acl: 'public-read' })
  await server.storage.putObject('closed', 'mark.png', body(red))
})
beforeEach(async () => put(server, 'mark.png', await square(RED).png().toBuffer()))
afterAll(() => server.close())

const asking = (process: string, headers = {}): Sent => ({ query: [['x-oss-process', process]], headers })
const ask = (process: string, headers = {}, path = '/photos/a.jpg') =>
  server.anonymous('GET', path, asking(process, headers))

describe('an image of the bucket', () => {
  it('is drawn', async () => {
    const got = await ask(drawing('mark.png'))
    expect([got.statusCode, got.headers['content-type']]).toEqual([200, 'image/jpeg'])
    expect(await corner(got.rawPayload)).toBe('red')
    expect(await corner((await ask('image/rotate,0')).rawPayload)).toBe('neither')
    const head = await server.anonymous('HEAD', '/photos/a.jpg', asking(drawing('mark.png')))
    expect(head.headers).toMatchObject({
      'content-length': String(got.rawPayload.length),
      etag: got.headers.etag,
    })
  })

  it.each([
    ['jpg', () => square(RED).jpeg()],
    ['webp', () => square(RED).webp()],
    ['tiff', () => square(RED).tiff()],
  ])('may be a %s, whatever its name', async (_, draw) => {
    await put(server, 'mark.png', await draw().toBuffer())
    expect(await corner((await ask(drawing('mark.png'))).rawPayload)).toBe('red')
  })

  it('may be a bmp that was made here', async () => {
    await put(server, 'mark.png', (await ask('image/format,bmp', {}, '/photos/mark.png')).rawPayload)
    expect(await corner((await ask(drawing('mark.png'))).rawPayload)).toBe('red')
  })

  it.each(['logos/猫 1.png', '__proto__', 'constructor', '../up.png', 'a//b'])(
    'may have the key %s',
    async (key) => {
      const missing = await ask(drawing(key))
      expect(errorOf(missing)).toMatchObject({ Code: 'NoSuchKey', Key: key })
      await put(server, key, await square(GREEN).png().toBuffer())
      expect(await corner((await ask(drawing(key))).rawPayload)).toBe('green')
    },
  )

  it('is prepared by a process of its own', async () => {
    // Thirty percent of 400 × 267.
    const got = await ask(drawing('mark.png?x-oss-process=image/resize,P_30'))
    const at = (left: number, top: number) =>
      sharp(got.rawPayload).extract({ left, top, width: 1, height: 1 }).raw().toBuffer()
    expect((await at(70, 70))[0]).toBeGreaterThan(200)
    expect((await at(90, 90))[0]).toBeLessThan(100)
  })

  it('may be the source', async () => {
    expect((await ask(drawing('mark.png'), {}, '/photos/mark.png')).statusCode).toBe(200)
  })

  it('is drawn when the result is stored', async () => {
    const text = `${drawing('hidden.png')}|sys/saveas,o_${Buffer.from('saved.jpg').toString('base64url')}`
    const sent = { query: [['x-oss-process', '']] as const, body: `x-oss-process=${text}` }
    expect((await server.owner('POST', '/photos/a.jpg', sent)).statusCode).toBe(200)
    expect(await corner((await server.anonymous('GET', '/photos/saved.jpg')).rawPayload)).toBe('red')
  })

  it('stands six times in a picture and no more', async () => {
    const keys = Array.from({ length: 7 }, (_, index) => `mark-${index}.png`)
    for (const key of keys) await put(server, key, await square(RED).png().toBuffer())
    const many = (marks: readonly string[]) =>
      ask(`image/${marks.map((key) => drawing(key).slice(6)).join('/')}`)
    expect((await many(keys.slice(1))).statusCode).toBe(200)
    expect((await many(Array(6).fill('mark.png'))).statusCode).toBe(200)
    for (const refused of [keys, Array(7).fill('mark.png'), [...keys, ...keys.map((key) => `${key}-none`)]]) {
      const [reply, jobs] = await countingPixels(() => many(refused))
      expect(errorOf(reply)).toMatchObject({
        Code: 'WatermarkError',
        status: '400',
        Message: `More than 6 watermark images: ${refused.length}.`,
      })
      expect(jobs).toBe(0)
    }
  })
})

describe('who may have it drawn', () => {
  it('whoever may read it, where the request names it', async () => {
    const refused = await ask(drawing('hidden.png'))
    expect(errorOf(refused)).toMatchObject({
      Code: 'AccessDenied',
      status: '403',
      Message: 'You do not have read permission on this object. (watermark image hidden.png)',
    })
    const inHeader = await server.owner('GET', '/photos/a.jpg', asking(drawing('hidden.png')))
    expect(await corner(inHeader.rawPayload)).toBe('red')
    const url = signedUrl('GET', '/photos/a.jpg', asking(drawing('hidden.png')))
    expect(await corner((await server.anonymous('GET', url)).rawPayload)).toBe('red')
  })

  it('everybody, where a style names it', async () => {
    expect(await corner((await ask('style/seal')).rawPayload)).toBe('red')
    expect(await corner((await ask('image/resize,w_300|style/seal')).rawPayload)).toBe('red')
  })

  it('nobody who names it beside such a style', async () => {
    for (const text of [`style/seal|${drawing('hidden.png')}`, `${drawing('hidden.png')}|style/seal`])
      expect(errorOf(await ask(text))).toMatchObject({ Code: 'AccessDenied' })
  })

  it('nobody who may not read the source', async () => {
    await server.storage.putStyle('closed', 'stamp', drawing('mark.png'))
    await server.storage.putObject('closed', 'b.jpg', body(await drawJpg()))
    expect(errorOf(await ask('style/stamp', {}, '/closed/b.jpg'))).toMatchObject({ Code: 'AccessDenied' })
    expect(await corner((await ask('style/stamp', {}, '/closed/a.jpg')).rawPayload)).toBe('red')
  })

  it('learns nothing of what is not there in a bucket that is closed', async () => {
    for (const key of ['mark.png', 'none.png'])
      expect(errorOf(await ask(drawing(key), {}, '/closed/a.jpg'))).toMatchObject({
        Code: 'AccessDenied',
        Message: `You have no right to access this object because of bucket acl. (watermark image ${key})`,
        EC: '0003-00000001',
      })
  })

  it('and nobody has one of another bucket', async () => {
    expect(errorOf(await ask(drawing('elsewhere.png')))).toMatchObject({ Code: 'NoSuchKey' })
    expect(errorOf(await ask(drawing('../other/mark.png')))).toMatchObject({ Code: 'NoSuchKey' })
  })
})

describe('an image that cannot be drawn', () => {
  it('is missing', async () => {
    const missing = {
      Code: 'NoSuchKey',
      status: '404',
      EC: '0040-00000025',
      Key: 'none.png',
      Message: 'The watermark image does not exist: none.png',
    }
    const sent = asking(drawing('none.png'))
    expect(errorOf(await server.anonymous('GET', '/photos/a.jpg', sent))).toMatchObject(missing)
    expect(errorOf(await server.anonymous('HEAD', '/photos/a.jpg', sent))).toMatchObject(missing)
    await server.storage.putStyle('photos', 'outdated', drawing('none.png'))
    expect(errorOf(await ask('style/outdated'))).toMatchObject(missing)
    const process = `${drawing('none.png')}|sys/saveas,o_YQ`
    const post = { query: [['x-oss-process', '']] as const, body: `x-oss-process=${process}` }
    expect(errorOf(await server.owner('POST', '/photos/a.jpg', post))).toMatchObject(missing)
  })

  it('has a key that no document can hold', async () => {
    expect(errorOf(await ask(drawing('a\0<b>&\u0001')))).toMatchObject({
      Code: 'NoSuchKey',
      Key: 'a\ufffd<b>&\ufffd',
    })
  })

  const gif = () => square(RED).gif().toBuffer()
  it.each([
    ['a text', async () => Buffer.from('no picture'), 'The watermark image is not a picture: mark.png', '27'],
    ['an SVG', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /not a picture/, '27'],
    ['nothing', async () => Buffer.alloc(0), /not a picture/, '27'],
    ['a gif', gif, 'The watermark image is a gif: mark.png', '27'],
    ['an avif', () => square(RED).avif().toBuffer(), 'The watermark image is a avif: mark.png', '27'],
    [
      'half a png',
      async () => (await square(RED).png().toBuffer()).subarray(0, 80),
      /^The watermark image cannot be drawn: mark.png: The image file may be damaged.$/,
      undefined,
    ],
  ])('is %s', async (_, draw, message, ec) => {
    await put(server, 'mark.png', await draw())
    const error = errorOf(await ask(drawing('mark.png')))
    expect(error).toMatchObject({ Code: 'WatermarkError', status: '400' })
    expect(error.EC).toBe(ec && `0040-000000${ec}`)
    expect(error.Message).toMatch(message)
  })

  it('is too large, and not loaded', async () => {
    await put(server, 'large.png', Buffer.alloc(LARGEST_SOURCE + 1))
    const opened: string[] = []
    const storage = before(server.storage, async (key) => opened.push(key))
    const watched = await startServer({ storage })
    const sent = asking(drawing('large.png'))
    expect(errorOf(await watched.anonymous('GET', '/photos/a.jpg', sent))).toMatchObject({
      Code: 'ImageTooLarge',
      status: '400',
      EC: '0040-00000001',
      Message: expect.stringMatching(/20971520.*\(watermark image large\.png\)$/),
    })
    expect(opened).toEqual([])
    expect((await watched.anonymous('GET', '/photos/a.jpg', asking(drawing('mark.png')))).statusCode).toBe(
      200,
    )
    expect(new Set(opened)).toEqual(new Set(['a.jpg', 'mark.png']))
    await watched.close()
  })

  it('draws another image itself', async () => {
    const inner = Buffer.from('mark.png').toString('base64url')
    const nested = drawing(`mark.png?x-oss-process=image/watermark,image_${inner}`)
    expect(errorOf(await ask(nested))).toMatchObject({
      Code: 'InvalidArgument',
      status: '400',
      EC: '0040-00000373',
    })
  })
})
