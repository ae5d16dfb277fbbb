import { readFile } from 'node:fs/promises'
import { type ImageFormat, probe } from '@ossimg/engine'
import { operations } from '@ossimg/grammar'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { printInfo } from '../src/commands/info.ts'
import { processPicture } from '../src/commands/process.ts'
import { memoryIo } from './memory-io.ts'

/** 400 × 267, upper half red, lower half blue. */
let png: Buffer
beforeAll(async () => {
  const raw = { width: 400, height: 267, channels: 3 } as const
  const data = Buffer.alloc(raw.width * raw.height * raw.channels)
  for (let at = 0; at < data.length; at += 3) data[at < data.length / 2 ? at : at + 2] = 255
  png = await sharp(data, { raw }).png().toBuffer()
})

async function made(process: string, input: Uint8Array): Promise<Buffer> {
  const { io, stdout } = memoryIo({ files: { input } })
  await processPicture({ process, input: 'input' }, io)
  return stdout()
}

it.each<[process: string, format: ImageFormat, width: number, height: number]>([
  ['resize,m_fill,w_200,h_100', 'png', 200, 100],
  ['crop,w_100,h_100,g_se', 'png', 100, 100],
  ['indexcrop,x_100,i_2', 'png', 100, 267],
  ['circle,r_100', 'png', 201, 201],
  ['rounded-corners,r_30', 'png', 400, 267],
  ['rotate,90', 'png', 267, 400],
  ['auto-orient,1', 'png', 400, 267],
  ['bright,50', 'png', 400, 267],
  ['contrast,-50', 'png', 400, 267],
  ['sharpen,100', 'png', 400, 267],
  ['blur,r_3,s_2', 'png', 400, 267],
  ['quality,q_80', 'png', 400, 267],
  ['format,webp', 'webp', 400, 267],
  ['interlace,1', 'png', 400, 267],
  ['watermark,text_SGVsbG8gV29ybGQ', 'png', 400, 267],
])('image/%s makes a %s of %i × %i', async (process, format, width, height) => {
  expect(probe(await made(`image/${process}`, png))).toMatchObject({ format, width, height })
})

it('average-hue and info report', async () => {
  expect((await made('image/average-hue', png)).toString()).toMatch(/^\{"RGB": "0x[0-9a-f]{6}"\}\n$/)
  expect(JSON.parse((await made('image/info', png)).toString())).toMatchObject({ Format: { value: 'png' } })
  // With the fifteen above these are all.
  expect(Object.keys(operations)).toHaveLength(17)
})

describe.each<ImageFormat>(['jpg', 'png', 'webp', 'gif', 'bmp', 'tiff', 'heic', 'avif'])('a %s', (format) => {
  let source: Buffer
  beforeAll(async () => {
    source = await drawIn()
  })

  /** A picture in this format; there is a file for the one that nothing here can write. */
  async function drawIn(): Promise<Buffer> {
    if (format === 'heic') return readFile(new URL('../fixtures/card.heic', import.meta.url))
    return format === 'gif' ? sharp(png).gif().toBuffer() : made(`image/format,${format}`, png)
  }

  it('is described', async () => {
    const { io, stdout } = memoryIo({ files: { input: source } })
    await printInfo('input', io)
    const { width, height } = probe(source)
    expect(JSON.parse(stdout().toString())).toMatchObject({
      Format: { value: format },
      FileSize: { value: String(source.length) },
      ImageWidth: { value: String(width) },
      ImageHeight: { value: String(height) },
    })
  })

  it('is processed, whatever it becomes', async () => {
    const unchanged = format === 'heic' ? 'jpg' : format
    expect(probe(await made('image/resize,w_20', source))).toMatchObject({ format: unchanged, width: 20 })
    for (const other of ['jpg', 'png', 'webp', 'bmp', 'tiff', 'avif'])
      expect(probe(await made(`image/resize,w_20/format,${other}`, source))).toMatchObject({
        format: other,
        width: 20,
      })
  })

  it('may have any name', async () => {
    const { io, written } = memoryIo({ files: { 'in.txt': source } })
    await processPicture({ process: 'image/format,png', input: 'in.txt', output: 'out.gif' }, io)
    expect(probe(written.get('out.gif') ?? Buffer.alloc(0))).toMatchObject({ format: 'png' })
  })

  it('does not become a heic', async () => {
    await expect(made('image/format,heic', source)).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: 'The value: heic of parameter: format is invalid.',
    })
  })
})
