import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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
import { drawJpg, errorOf, type Sent, startServer, type TestServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startMarkedServer()
})
beforeEach(async () => put(server, 'mark.png', await square(RED).png().toBuffer()))
afterAll(() => server.close())

const asking = (process: string, headers = {}): Sent => ({ query: [['x-oss-process', process]], headers })
const ask = (process: string, headers = {}) =>
  server.anonymous('GET', '/photos/a.jpg', asking(process, headers))

describe('the ETag of a picture with marks', () => {
  const later = { 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' }

  it.each([
    ['of the request', drawing('mark.png')],
    ['of a style', 'style/stamp'],
  ])('changes with an image %s, which is never confirmed when it is outdated', async (_, process) => {
    const first = await ask(process)
    const headers = { 'if-none-match': String(first.headers.etag) }
    expect((await ask(process, headers)).statusCode).toBe(304)
    await put(server, 'mark.png', await square(GREEN).png().toBuffer())
    const second = await ask(process, headers)
    expect(second.statusCode).toBe(200)
    expect(await corner(second.rawPayload)).toBe('green')
    expect(second.headers.etag).not.toBe(first.headers.etag)
    expect((await ask(process, { 'if-match': String(first.headers.etag) })).statusCode).toBe(412)
    expect((await ask(process, { 'if-none-match': String(second.headers.etag) })).statusCode).toBe(304)
  })

  it('does not change with an image that it does not have', async () => {
    const { etag } = (await ask(drawing('mark.png'))).headers
    await put(server, 'elsewhere.png', await square(GREEN).png().toBuffer())
    await put(server, 'mark.png', await square(RED).png().toBuffer())
    expect((await ask(drawing('mark.png'))).headers.etag).toBe(etag)
    await server.storage.deleteObject('photos', 'elsewhere.png')
  })

  it('decides alone: the date of the source says nothing of marks and styles', async () => {
    expect((await ask('image/rotate,0', later)).statusCode).toBe(304)
    for (const process of [drawing('mark.png'), 'style/stamp'])
      expect((await ask(process, later)).statusCode).toBe(200)
  })

  it('is the source’s where that is configured, and the date decides', async () => {
    const plain = await startServer({ storage: server.storage, processedEtag: 'source' })
    const source = await server.anonymous('HEAD', '/photos/a.jpg')
    const got = await plain.anonymous('GET', '/photos/a.jpg', asking(drawing('mark.png')))
    expect(got.headers.etag).toBe(source.headers.etag)
    const sent = asking(drawing('mark.png'), later)
    expect((await plain.anonymous('GET', '/photos/a.jpg', sent)).statusCode).toBe(304)
    await plain.close()
  })

  it('confirms nothing to who may not read a mark, or when one is gone', async () => {
    const any = { 'if-none-match': '*' }
    expect(errorOf(await ask(drawing('hidden.png'), any))).toMatchObject({ Code: 'AccessDenied' })
    expect(errorOf(await ask(drawing('none.png'), any))).toMatchObject({ Code: 'NoSuchKey' })
  })
})

describe('while a picture is made', () => {
  /** Asks while something happens between the permission and the first reading of `mark.png`. */
  async function askWhile(act: () => Promise<unknown>, process = drawing('mark.png')) {
    let acted = false
    const storage = before(server.storage, async (key) => {
      if (key !== 'mark.png' || acted) return
      acted = true
      await act()
    })
    const other = await startServer({ storage })
    const reply = await other.anonymous('GET', '/photos/a.jpg', asking(process))
    await other.close()
    return reply
  }

  it('its mark may be deleted', async () => {
    expect(errorOf(await askWhile(() => server.storage.deleteObject('photos', 'mark.png')))).toMatchObject({
      Code: 'NoSuchKey',
      EC: '0040-00000025',
      Key: 'mark.png',
    })
  })

  it('its mark may be closed, which counts for those who ask from then on', async () => {
    const close = () => server.storage.setObjectAcl('photos', 'mark.png', 'private')
    expect(await corner((await askWhile(close)).rawPayload)).toBe('red')
    expect(errorOf(await ask(drawing('mark.png')))).toMatchObject({
      Code: 'AccessDenied',
      Message: expect.stringContaining('(watermark image mark.png)'),
    })
    expect(await corner((await ask('style/stamp')).rawPayload)).toBe('red')
  })

  it('its mark may be replaced by one that is closed', async () => {
    const close = async () => {
      await put(server, 'mark.png', await square(GREEN).png().toBuffer())
      await server.storage.setObjectAcl('photos', 'mark.png', 'private')
    }
    expect(errorOf(await askWhile(close))).toMatchObject({ Code: 'AccessDenied' })
  })

  it('its mark may be replaced, and the ETag is that of what was drawn', async () => {
    const green = await square(GREEN).png().toBuffer()
    const reply = await askWhile(() => put(server, 'mark.png', green))
    expect(await corner(reply.rawPayload)).toBe('green')
    expect((await ask(drawing('mark.png'))).headers.etag).toBe(reply.headers.etag)
  })

  it('its mark may grow beyond what is loaded', async () => {
    expect(
      errorOf(await askWhile(() => put(server, 'mark.png', Buffer.alloc(LARGEST_SOURCE + 1)))),
    ).toMatchObject({
      Code: 'ImageTooLarge',
    })
  })

  it('everything may change at once: each answer is one state, whole', async () => {
    const [red, green] = await Promise.all([square(RED), square(GREEN)].map((each) => each.png().toBuffer()))
    const seen = new Map<unknown, Set<string>>()
    let changing = true
    const change = async () => {
      for (let round = 0; round < 12; round++) {
        await put(server, 'mark.png', (round % 2 === 0 ? green : red) ?? Buffer.alloc(0))
        if (round % 5 === 4) await server.storage.deleteObject('photos', 'mark.png')
      }
      changing = false
    }
    const read = async () => {
      do {
        // A refusal takes no turn of the event loop, and would leave none to the changes.
        await setImmediate()
        const reply = await ask(drawing('mark.png'))
        if (reply.statusCode !== 200)
          expect(errorOf(reply)).toMatchObject({ Code: 'NoSuchKey', Key: 'mark.png' })
        else {
          const colors = seen.get(reply.headers.etag) ?? new Set()
          seen.set(reply.headers.etag, colors.add(await corner(reply.rawPayload)))
        }
      } while (changing)
    }
    await Promise.all([change(), read(), read(), read()])
    await put(server, 'mark.png', green ?? Buffer.alloc(0))
    const last = await ask(drawing('mark.png'))
    expect(await corner(last.rawPayload)).toBe('green')
    for (const colors of seen.values()) expect([['red'], ['green']]).toContainEqual([...colors])
  })
})

describe('a source that is missing', () => {
  const missing = { Code: 'NoSuchKey', status: '404', Key: 'none.jpg' }

  it('is told with the diagnostic code of processing', async () => {
    const told = { ...missing, EC: '0040-00000024' }
    for (const method of ['GET', 'HEAD'])
      expect(errorOf(await server.anonymous(method, '/photos/none.jpg', asking('image/info')))).toMatchObject(
        told,
      )
    const post = { query: [['x-oss-process', '']] as const, body: 'x-oss-process=image/info|sys/saveas,o_YQ' }
    expect(errorOf(await server.owner('POST', '/photos/none.jpg', post))).toMatchObject(told)
  })

  it('is told with its own where the object itself is asked for', async () => {
    expect(errorOf(await server.anonymous('GET', '/photos/none.jpg'))).toMatchObject({
      ...missing,
      EC: '0026-00000001',
    })
  })

  it('may be deleted while it is processed', async () => {
    await put(server, 'none.jpg', await drawJpg())
    const storage = before(server.storage, () => server.storage.deleteObject('photos', 'none.jpg'))
    const other = await startServer({ storage })
    const reply = await other.anonymous('GET', '/photos/none.jpg', asking('image/info'))
    expect(errorOf(reply)).toMatchObject({ ...missing, EC: '0040-00000024' })
    await other.close()
  })
})
