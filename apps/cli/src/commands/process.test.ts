import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { memoryIo } from '../../test/memory-io.ts'
import { processPicture } from './process.ts'

/** 40 × 30, left half red, right half blue. */
let png: Buffer
beforeAll(async () => {
  const half = { width: 20, height: 30, channels: 3 } as const
  const blue = await sharp({ create: { ...half, background: '#0000ff' } })
    .png()
    .toBuffer()
  png = await sharp({ create: { ...half, background: '#ff0000' } })
    .extend({ right: 20, background: '#000000' })
    .composite([{ input: blue, left: 20, top: 0 }])
    .png()
    .toBuffer()
})

it('writes the processed picture to a file', async () => {
  const { io, written, stdout } = memoryIo({ files: { 'in.png': png } })
  await processPicture({ process: 'image/crop,x_20,w_10,h_30', input: 'in.png', output: 'out.png' }, io)
  expect(stdout()).toHaveLength(0)
  expect([...written.keys()]).toEqual(['out.png'])
  const { data, info } = await sharp(written.get('out.png')).raw().toBuffer({ resolveWithObject: true })
  expect(info).toMatchObject({ width: 10, height: 30 })
  expect([...data.subarray(0, 3)]).toEqual([0, 0, 255])
})

it('reads standard input in pieces and writes standard output', async () => {
  const { io, stdout } = memoryIo({ stdin: [png.subarray(0, 50), png.subarray(50)] })
  await processPicture({ process: 'image/resize,w_20/format,webp', input: '-' }, io)
  expect(await sharp(stdout()).metadata()).toMatchObject({ format: 'webp', width: 20, height: 15 })
})

describe('a report', () => {
  it('ends with a newline on standard output, also on a terminal', async () => {
    const { io, stdout } = memoryIo({ files: { 'in.png': png }, isTerminal: true })
    await processPicture({ process: 'image/resize,w_20|image/info', input: 'in.png', output: '-' }, io)
    expect(stdout().toString()).toMatch(/}}\n$/)
    expect(JSON.parse(stdout().toString())).toMatchObject({ ImageWidth: { value: '20' } })
  })

  it('goes to a file as the service answers it', async () => {
    const { io, written } = memoryIo({ files: { 'in.png': png } })
    await processPicture({ process: 'image/info', input: 'in.png', output: 'info.json' }, io)
    expect(Buffer.from(written.get('info.json') ?? '').toString()).toMatch(/}}$/)
  })
})

it('obeys the resampling policy', async () => {
  const results = []
  for (const resampling of ['area', 'fast'] as const) {
    const { io, stdout } = memoryIo({ files: { 'in.png': png } })
    await processPicture({ process: 'image/crop,x_5/resize,w_23', input: 'in.png', resampling }, io)
    results.push(await sharp(stdout()).raw().toBuffer())
  }
  expect(results[0]).not.toEqual(results[1])
})

describe('images and styles', () => {
  const KEY = 'bWFya3MvbG9nby5wbmc'
  const styles = Buffer.from(`{"sign": "image/watermark,image_${KEY},g_nw,x_0,y_0"}`)

  /** A green mark of 10 × 10. */
  const drawMark = () =>
    sharp({ create: { width: 10, height: 10, channels: 3, background: '#00ff00' } })
      .png()
      .toBuffer()

  /** Red, green or blue: the colour of a place. */
  async function colorAt(picture: Uint8Array | undefined, left: number, top: number) {
    const pixel = sharp(picture).extract({ left, top, width: 1, height: 1 })
    return ['red', 'green', 'blue'][[...(await pixel.raw().toBuffer())].indexOf(255)]
  }

  it.each([
    [
      'of the process, from the folder of the picture',
      `image/watermark,image_${KEY},g_nw,x_0,y_0`,
      'pictures/marks',
    ],
    ['of a style', 'style/sign', 'pictures/marks'],
    ['from another folder', 'style/sign', 'other/marks', 'other'],
    ['for standard input from the working folder', 'style/sign', 'marks', undefined, '-'],
  ])('are drawn %s', async (_, process, folder, objects?: string, input = 'pictures/in.png') => {
    const files = { 'pictures/in.png': png, 's.json': styles, [`${folder}/logo.png`]: await drawMark() }
    const { io, written } = memoryIo({ files, stdin: [png] })
    await processPicture({ process, input, output: 'out', styles: 's.json', objects }, io)
    const result = written.get('out')
    expect([await colorAt(result, 5, 5), await colorAt(result, 15, 5), await colorAt(result, 25, 5)]).toEqual(
      ['green', 'red', 'blue'],
    )
  })

  it.each([
    ['missing', undefined, { code: 'File', message: 'cannot read pictures/marks/logo.png' }],
    [
      'too large',
      Buffer.alloc(20 * 1024 * 1024 + 1),
      { code: 'ImageTooLarge', message: expect.stringMatching(/\(watermark image marks\/logo\.png\)$/) },
    ],
    [
      'no picture',
      Buffer.from('text'),
      { code: 'WatermarkError', message: 'The watermark image is not a picture: marks/logo.png' },
    ],
  ])('are refused when one is %s', async (_, mark, error) => {
    const files = {
      'pictures/in.png': png,
      's.json': styles,
      ...(mark && { 'pictures/marks/logo.png': mark }),
    }
    const options = { process: 'style/sign', input: 'pictures/in.png', styles: 's.json', output: 'out' }
    const { io, written } = memoryIo({ files })
    await expect(processPicture(options, io)).rejects.toMatchObject(error)
    expect(written.size).toBe(0)
  })
})

it.each([
  ['a wrong process', 'image/resize,w_0', { code: 'BadProcess' }],
  ['a style without a file', 'style/thumb', { code: 'Usage', message: expect.stringContaining('"thumb"') }],
  [
    'a target in the service',
    'image/info|sys/saveas,o_YQ',
    { code: 'Usage', message: expect.stringContaining('-o FILE') },
  ],
  ['a missing file', 'image/info', { code: 'File' }],
])('refuses %s', async (_, process, error) => {
  await expect(processPicture({ process, input: 'absent.png' }, memoryIo().io)).rejects.toMatchObject(error)
})

it('refuses to fill a terminal with a picture', async () => {
  const { io, stdout } = memoryIo({ files: { 'in.png': png }, isTerminal: true })
  await expect(processPicture({ process: 'image/resize,w_20', input: 'in.png' }, io)).rejects.toMatchObject({
    code: 'Usage',
    message: 'A picture is not for the terminal: use -o FILE, or redirect the output.',
  })
  expect(stdout()).toHaveLength(0)
})

it.each([
  ['what is no picture', Buffer.from('<svg/>'), 'BadRequest'],
  ['a damaged picture', 'half', 'BadRequest'],
  ['a file of more than 20 MiB', Buffer.alloc(20 * 1024 * 1024 + 1), 'ImageTooLarge'],
])('refuses %s', async (_, bytes, code) => {
  const source = bytes === 'half' ? png.subarray(0, png.length / 2) : Buffer.from(bytes)
  for (const world of [{ files: { in: source } }, { stdin: [source] }]) {
    const { io, written } = memoryIo(world)
    const options = { process: 'image/resize,w_20', input: 'files' in world ? 'in' : '-', output: 'out' }
    await expect(processPicture(options, io)).rejects.toMatchObject({ name: 'EngineError', code })
    expect(written.size).toBe(0)
  }
})

it('does not read a stream to its end when it is too long', async () => {
  let pieces = 0
  const { io } = memoryIo()
  const endless = (async function* () {
    for (;;) {
      pieces += 1
      yield Buffer.alloc(1024 * 1024)
    }
  })()
  await expect(
    processPicture({ process: 'image/info', input: '-' }, { ...io, stdin: endless }),
  ).rejects.toMatchObject({ code: 'ImageTooLarge' })
  expect(pieces).toBe(21)
})
