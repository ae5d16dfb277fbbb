import type { ImagePlan } from '@ossimg/engine'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { memoryIo, type World } from '../../test/memory-io.ts'
import { type PlanOptions, printPlan } from './plan.ts'

const SIZE = { width: 400, height: 300 }

async function planned(options: Partial<PlanOptions>, world?: World): Promise<ImagePlan> {
  const { io, stdout } = memoryIo(world)
  await printPlan({ process: 'image/resize,w_200', ...options }, io)
  return JSON.parse(stdout().toString())
}

describe('of a picture to imagine', () => {
  it('supposes an upright opaque jpg', async () => {
    expect(await planned({ size: SIZE })).toMatchObject({
      decode: { format: 'jpg', orientation: 1, pages: 1 },
      canvas: { width: 200, height: 150, alpha: false },
      encode: { format: 'jpg', quality: 80 },
      cost: { decodedPixels: 120_000 },
    })
  })

  it.each([
    ['quality', { quality: 82 }, { encode: { quality: 82 } }],
    [
      'orientation',
      { orientation: 6 as const },
      { decode: { orientation: 6 }, canvas: { width: 200, height: 267 } },
    ],
    ['format', { format: 'png' as const }, { decode: { format: 'png' }, encode: { format: 'png' } }],
    ['alpha channel', { format: 'png' as const, alpha: true }, { canvas: { alpha: true } }],
  ])('takes its %s', async (_, facts, plan) => {
    expect(await planned({ size: SIZE, ...facts })).toMatchObject(plan)
  })

  it('obeys the resampling policy', async () => {
    const steps = async (resampling: PlanOptions['resampling']) =>
      (await planned({ size: SIZE, ...(resampling && { resampling }) })).passes.flatMap((pass) => pass.steps)
    expect(await steps('fast')).toEqual([{ type: 'scale', width: 200, height: 150, resampling: 'fast' }])
    expect(await steps('area')).toEqual([{ type: 'scale', width: 200, height: 150, resampling: 'area' }])
  })
})

it('leaves sys/saveas out', async () => {
  const process = 'image/resize,w_200|sys/saveas,o_YQ'
  expect(await planned({ process, size: SIZE })).toEqual(await planned({ size: SIZE }))
})

it.each([['in.jpg'], ['-']])('reads the header of %s', async (input) => {
  const jpg = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#0000ff' } })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 82 })
    .toBuffer()
  const plan = await planned(
    { process: 'image/rotate,90', input },
    { files: { 'in.jpg': jpg }, stdin: [jpg] },
  )
  expect(plan).toMatchObject({
    decode: { format: 'jpg', orientation: 6 },
    canvas: { width: 40, height: 30 },
    encode: { quality: 82 },
  })
})

it.each([
  ['of the folder that is told', { size: SIZE, objects: 'marks' }, 'marks/logo.png'],
  ['of the folder of the picture', { input: 'pictures/in.jpg' }, 'pictures/logo.png'],
  ['of the working folder', { input: '-' }, 'logo.png'],
])('reads the headers of images %s, and styles', async (_, options, mark) => {
  const draw = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#0000ff' } })
  const jpg = await draw(400, 300).jpeg().toBuffer()
  const files = {
    'pictures/in.jpg': jpg,
    [mark]: await draw(60, 20).png().toBuffer(),
    's.json': Buffer.from('{"sign": "image/watermark,image_bG9nby5wbmc"}'),
  }
  const plan = await planned({ process: 'style/sign', styles: 's.json', ...options }, { files, stdin: [jpg] })
  // Ten px from the lower right corner.
  expect(plan.passes[0]?.steps).toMatchObject([
    { type: 'overlay', marks: [{ image: 'logo.png', left: 330, top: 270 }] },
  ])
})

it.each(['gif', 'bmp', 'tiff', 'heic', 'avif'] as const)('imagines a %s', async (format) => {
  const written = format === 'heic' ? 'jpg' : format
  expect(await planned({ size: SIZE, format })).toMatchObject({
    decode: { format },
    canvas: { width: 200, height: 150 },
    encode: { format: written },
  })
})

it.each([
  ['no picture at all', {}, 'Give a file, or --size'],
  ['a file and a size', { input: 'in.jpg', size: SIZE }, '--size describes a picture that is not there'],
  ['a file and alpha', { input: 'in.jpg', alpha: true }, '--alpha describes'],
  ['the quality of a png', { size: SIZE, format: 'png' as const, quality: 82 }, 'A png has no --quality.'],
  ['a transparent jpg', { size: SIZE, alpha: true }, 'A jpg has no alpha channel'],
  ['a style without a file', { size: SIZE, process: 'style/thumb' }, '"thumb"'],
  [
    'images without a folder',
    { size: SIZE, process: 'image/watermark,image_bG9nby5wbmc' },
    'The process draws the image "logo.png": give the folder that holds it, --objects FOLDER.',
  ],
])('refuses %s', async (_, options, message) => {
  await expect(planned(options)).rejects.toMatchObject({
    code: 'Usage',
    message: expect.stringContaining(message),
  })
})

it('refuses what the engine cannot do', async () => {
  await expect(planned({ process: 'image/crop,x_500', size: SIZE })).rejects.toMatchObject({
    name: 'EngineError',
    code: 'CutEdgeExceedRange',
  })
})
