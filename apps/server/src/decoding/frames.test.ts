import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createFrameReader, FRAME_LIMITS, type Frame, writeFrame } from './frames.ts'

const FRAMES: readonly Frame[] = [
  {
    head: { type: 'a', text: '图 "quoted"\n' },
    parts: [Buffer.from('one'), Buffer.alloc(0), Buffer.from('three')],
  },
  { head: null, parts: [] },
  { head: ['second'], parts: [Buffer.alloc(0)] },
  { head: { type: 'c' }, parts: [Buffer.from([0, 1, 2, 255])] },
]

/** The bytes of frames. */
function wire(frames: readonly Frame[]): Buffer {
  const pipe = new PassThrough({ highWaterMark: 2 ** 20 })
  for (const frame of frames) writeFrame(pipe, frame)
  return pipe.read()
}

/** The frames that come of chunks, comparable. */
function framesOf(chunks: readonly Buffer[]): Frame[] {
  const frames: Frame[] = []
  const read = createFrameReader(({ head, parts }) =>
    frames.push({ head, parts: parts.map((part) => Buffer.from(part)) }),
  )
  for (const chunk of chunks) read(chunk)
  return frames
}

describe('createFrameReader', () => {
  const bytes = wire(FRAMES)

  it('reads several frames in one chunk', () => {
    expect(framesOf([bytes])).toEqual(FRAMES)
  })

  it('reads them byte by byte', () => {
    expect(framesOf(Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(FRAMES)
  })

  it('reads them split at every byte', () => {
    for (let at = 0; at <= bytes.length; at++)
      expect(framesOf([bytes.subarray(0, at), bytes.subarray(at)]), `split at ${at}`).toEqual(FRAMES)
  })

  it('takes a frame as soon as it is whole, and none before', () => {
    const one = wire(FRAMES.slice(0, 1))
    expect(framesOf([one.subarray(0, -1)])).toEqual([])
    expect(framesOf([one])).toHaveLength(1)
  })

  it.each([
    ['a head', [FRAME_LIMITS.head + 1, 0]],
    ['a number of parts', [2, FRAME_LIMITS.parts + 1]],
    ['a part', [2, 1, FRAME_LIMITS.bytes + 1]],
    ['parts together', [2, 2, FRAME_LIMITS.bytes - 1, 2]],
  ])('refuses %s beyond the limit before it takes memory for it', (_, numbers) => {
    const opening = Buffer.alloc(4 * numbers.length)
    for (const [index, number] of numbers.entries()) opening.writeUInt32LE(number, 4 * index)
    expect(() => framesOf([opening])).toThrow(RangeError)
  })

  it('refuses a head that is no JSON', () => {
    const broken = wire([{ head: 'abc', parts: [] }])
    broken.fill('{', 8)
    expect(() => framesOf([broken])).toThrow(SyntaxError)
  })
})

describe('writeFrame', () => {
  it.each([
    ['parts', { head: {}, parts: Array.from({ length: FRAME_LIMITS.parts + 1 }, () => Buffer.alloc(0)) }],
    ['a head', { head: 'x'.repeat(FRAME_LIMITS.head), parts: [] }],
  ])('refuses %s beyond the limit and writes nothing', (_, frame) => {
    const pipe = new PassThrough()
    expect(() => writeFrame(pipe, frame)).toThrow(RangeError)
    expect(pipe.read()).toBeNull()
  })

  it('brings megabytes through a socket', async () => {
    const part = Buffer.alloc(5_000_001, 'oss')
    const sent: Frame = { head: { n: 1 }, parts: [part, Buffer.from('end')] }
    const server = createServer((socket) => writeFrame(socket, sent)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const client: Socket = connect(port, '127.0.0.1')
    const frame = await new Promise<Frame>((resolve) => client.on('data', createFrameReader(resolve)))
    client.destroy()
    server.close()
    expect(frame.head).toEqual({ n: 1 })
    expect(
      frame.parts.map((one) => Buffer.compare(one, sent.parts[frame.parts.indexOf(one)] ?? part)),
    ).toEqual([0, 0])
  })
})
