import { Agent } from 'node:http'
import { PassThrough, Readable } from 'node:stream'
import type OSS from 'ali-oss'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type LiveServer, startServer } from '../live-server.ts'
import { connect, refusal, SIGNATURES } from './ali-oss-clients.ts'
import { lookup } from './fetch-by-name.ts'

const LARGE = Buffer.alloc(4_000_000, 'large ')

let server: LiveServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

/** Fails to connect as often as told, and counts. */
class FailingAgent extends Agent {
  attempts = 0

  constructor(failures: number) {
    super({
      keepAlive: false,
      lookup: (name, options, callback) => {
        this.attempts += 1
        if (this.attempts > failures) lookup(name, options, callback)
        else callback(new Error('no such name'), [])
      },
    })
  }
}

/** A source that breaks off when most of it is on its way. */
function breaking(): Readable {
  const source = async function* () {
    yield LARGE
    yield LARGE
    throw new Error('the disk is gone')
  }
  // Reads no further ahead than what is sent.
  return Readable.from(source(), { objectMode: false, highWaterMark: 1 })
}

describe.each(SIGNATURES)('connections, signature version $version', (form) => {
  const bucket = `lines-${form.version}`
  let client: OSS
  beforeAll(async () => {
    // The SDK's HTTP client tells the console of calls that end twice.
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    client = connect(server, form, { bucket })
    await client.putBucket(bucket)
    await client.put('large', LARGE)
  })

  afterAll(() => {
    vi.restoreAllMocks()
  })

  const isMissing = async (name: string) => (await refusal(client.head(name))).code === 'NoSuchKey'

  it('a download that its reader gives up', async () => {
    const { stream } = await client.getStream('large')
    const [first] = (await stream.take(1).toArray()) as Buffer[]
    stream.destroy()
    expect(first?.toString('latin1', 0, 6)).toBe('large ')
    expect((await client.get('large')).content.equals(LARGE)).toBe(true)
  })

  it('an upload whose source breaks off stores nothing', async () => {
    await expect(client.putStream('broken', breaking())).rejects.toThrow('premature close')
    expect(await isMissing('broken')).toBe(true)
    await client.put('whole', Buffer.from('whole'))
    const measured = client.putStream('whole', breaking(), { contentLength: LARGE.length * 3 })
    await expect(measured).rejects.toThrow('premature close')
    expect((await client.get('whole')).content.toString()).toBe('whole')
  })

  it('an upload that stalls is given up by the SDK and stores nothing', async () => {
    const stalled = new PassThrough()
    stalled.write('the beginning')
    await expect(client.putStream('stalled', stalled, { timeout: 200 })).rejects.toMatchObject({
      name: 'ResponseTimeoutError',
    })
    stalled.destroy()
    expect(await isMissing('stalled')).toBe(true)
  })

  it('without retries a failed connection is a failed call', async () => {
    const agent = new FailingAgent(1)
    const impatient = connect(server, form, { bucket, agent, retryMax: 0 })
    await expect(impatient.put('once', Buffer.from('text'))).rejects.toMatchObject({ status: -1 })
    expect(agent.attempts).toBe(1)
    expect(await isMissing('once')).toBe(true)
    await impatient.put('once', Buffer.from('text'))
    expect(agent.attempts).toBe(2)
  })

  it('with retries it is made again', async () => {
    const agent = new FailingAgent(1)
    await connect(server, form, { bucket, agent, retryMax: 1 }).put('twice', Buffer.from('text'))
    expect(agent.attempts).toBe(2)
    expect((await client.get('twice')).content.toString()).toBe('text')
  })

  it('an answer is an answer: errors are not asked for again', async () => {
    const agent = new FailingAgent(0)
    const patient = connect(server, form, { bucket, agent, retryMax: 3 })
    expect(await refusal(patient.get('none'))).toMatchObject({ code: 'NoSuchKey' })
    expect(await refusal(patient.get('large', { process: 'image/info' }))).toMatchObject({
      code: 'BadRequest',
    })
    expect(agent.attempts).toBe(2)
  })

  it('many calls at once over connections that stay', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 4, lookup })
    const busy = connect(server, form, { bucket, agent })
    const numbers = Array.from({ length: 40 }, (_, at) => at)
    await Promise.all(numbers.map((at) => busy.put(`busy/${at}`, Buffer.from(String(at)))))
    const read = await Promise.all(numbers.map((at) => busy.get(`busy/${at}`)))
    expect(read.map(({ content }) => Number(content))).toEqual(numbers)
    agent.destroy()
  })
})
