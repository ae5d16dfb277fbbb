import sharp from 'sharp'
import { expect, it } from 'vitest'
import { tuneSharp } from './tune.ts'

const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')

it('sets sharp up for untrusted pictures', async () => {
  sharp.concurrency(2)
  await expect(sharp(svg).png().toBuffer()).resolves.toBeInstanceOf(Buffer)
  tuneSharp()
  expect(sharp.concurrency()).toBe(1)
  expect(sharp.cache().items.max).toBe(0)
  await expect(sharp(svg).png().toBuffer()).rejects.toThrow()
})

it('gives a picture as many threads as it is told', () => {
  tuneSharp({ concurrency: 2 })
  expect(sharp.concurrency()).toBe(2)
})
