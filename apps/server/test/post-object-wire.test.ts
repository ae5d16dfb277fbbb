import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen } from '../src/listen.ts'
import { etagOf } from './bodies.ts'
import { blobNames, temporaryNames } from './disk-files.ts'
import { eventually } from './eventually.ts'
import { FORM_TYPE, type FormEntry, formBody, permission } from './forms.ts'
import { type Posting, startPosting } from './posting.ts'
import { header, openWire } from './raw-http.ts'
import { KEYS } from './server.ts'

let server: Posting
beforeAll(async () => {
  server = await startPosting()
})
afterAll(() => server.close())

describe('on a real connection', () => {
  let origin: string
  let port: number
  let close: (grace: number) => Promise<void>
  beforeAll(async () => {
    const listening = await listen(server.app, '127.0.0.1', 0)
    origin = listening.endpoint
    port = Number(new URL(origin).port)
    close = listening.close
  })
  afterAll(() => close(1000))

  it('takes the form of fetch, 20 MB', async () => {
    const content = new Uint8Array(20 << 20).map((_, index) => index * 7)
    const form = new FormData()
    form.append('key', `fetched/\${filename}`)
    for (const [name, value] of permission(KEYS)) form.append(name, String(value))
    form.append('file', new Blob([content], { type: 'image/png' }), '图 1.png')
    const posted = await fetch(`${origin}/photos`, { method: 'POST', body: form })
    expect(posted.status).toBe(204)
    const record = await server.storage.headObject('photos', 'fetched/图 1.png')
    expect(record).toMatchObject({ size: content.length, etag: etagOf(content), contentType: 'image/png' })
  })

  it('keeps the connection after a form it refused', async () => {
    const big: FormEntry = ['file', { content: Buffer.alloc(4 << 20), filename: 'x' }]
    const refused: readonly (readonly [FormEntry[], number])[] = [
      [[['key', 'a'], big], 403],
      [[big], 400],
      [[['key', 'a'], ...permission(KEYS, [['content-length-range', 0, 10]]), big], 400],
      [[['key', 'there'], ['x-oss-forbid-overwrite', 'true'], ...permission(KEYS), big], 409],
      [[...Array.from({ length: 500 }, (_, i): FormEntry => [`f${i}`, 'x']), big], 400],
    ]
    await server.owner('PUT', '/photos/there', { body: 'x' })
    const wire = await openWire(port)
    for (const [entries, status] of refused) {
      const body = formBody(entries)
      wire.write(
        `POST /photos HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${FORM_TYPE['content-type']}\r\nContent-Length: ${body.length}\r\n\r\n`,
      )
      wire.write(body)
      expect((await wire.receive()).status).toBe(status)
    }
    wire.write('GET /shown/none HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    const reply = await wire.receive()
    expect([reply.status, header(reply, 'x-oss-ec')]).toEqual([404, '0026-00000001'])
    wire.hangUp()
  })

  it('stores nothing of a form that breaks off', async () => {
    const body = formBody([
      ['key', 'broken'],
      ['file', { content: Buffer.alloc(1 << 20), filename: 'x' }],
    ])
    const blobs = await blobNames(server.directory)
    for (const length of [200, 500_000, body.length - 30, body.length - 4]) {
      const wire = await openWire(port)
      wire.write(
        `POST /open HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${FORM_TYPE['content-type']}\r\nContent-Length: ${body.length}\r\n\r\n`,
      )
      wire.write(body.subarray(0, length))
      await sleep(50)
      wire.hangUp()
      await eventually(async () => {
        expect(await temporaryNames(server.directory)).toEqual([])
        expect(await blobNames(server.directory)).toEqual(blobs)
      })
      await server.expectNone('/open/broken')
    }
  })
})
