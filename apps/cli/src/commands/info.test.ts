import sharp from 'sharp'
import { expect, it } from 'vitest'
import { memoryIo } from '../../test/memory-io.ts'
import { printInfo } from './info.ts'

it.each([['in.png'], ['-']])('prints the facts of %s', async (input) => {
  const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#0000ff' } })
    .png()
    .toBuffer()
  const { io, stdout } = memoryIo({ files: { 'in.png': png }, stdin: [png] })
  await printInfo(input, io)
  expect(JSON.parse(stdout().toString())).toEqual({
    FileSize: { value: String(png.length) },
    Format: { value: 'png' },
    FrameCount: { value: '1' },
    ImageHeight: { value: '30' },
    ImageWidth: { value: '40' },
  })
})
