import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { overlaysOf } from './overlay.ts'
import type { Raw } from './pixels/raw.ts'
import type { ImagePlan } from './plan.ts'
import type { DrawnImage } from './step.ts'

/** A picture of its own for every test: what one has drawn, all others find. */
function drawMark(side = 4): Promise<Buffer> {
  const raw = { width: side, height: side, channels: 3 } as const
  return sharp(randomBytes(side * side * 3), { raw })
    .png()
    .toBuffer()
}

const mark: DrawnImage = {
  image: 'mark.png',
  plan: null,
  left: 0,
  top: 0,
  opacity: 100,
  clip: { left: 0, top: 0, width: 4, height: 4 },
  tile: null,
}

/** The plan of a picture that draws these, and how often they were made. */
function drawing(...marks: readonly DrawnImage[]) {
  const plan: ImagePlan = {
    decode: { format: 'png', orientation: 1, pages: 1, alpha: false, converted: false },
    passes: [{ kind: 'sharp', steps: [{ type: 'overlay', marks, alpha: false }] }],
    canvas: { width: 4, height: 4, pages: 1, alpha: false },
    encode: {
      format: 'png',
      quality: null,
      chroma: '4:2:0',
      progressive: false,
      orientation: null,
      animation: null,
    },
    cost: { decodedPixels: 16, rawBytes: 0 },
  }
  let made = 0
  const execute = async (): Promise<Raw> => {
    made++
    return { data: new Uint8Array(64).fill(made), width: 4, height: 4, channels: 4 }
  }
  const run = async (file: Buffer) => {
    const overlays = await overlaysOf(plan, { 'mark.png': file }, execute)
    return marks.map((one) => overlays.get(one)?.input)
  }
  return { plan, run, made: () => made }
}

describe('overlaysOf', () => {
  it('makes an image once for all pictures that it is drawn on', async () => {
    const { run, made } = drawing(mark)
    const file = await drawMark()
    expect(await run(file)).toEqual(await run(Buffer.from(file)))
    expect(made()).toBe(1)
  })

  it('makes it anew when the object holds something else, or is prepared in another way', async () => {
    const { plan, run, made } = drawing(mark)
    const file = await drawMark()
    await run(file)
    await run(await drawMark())
    expect(made()).toBe(2)
    const prepared = drawing({ ...mark, plan })
    await prepared.run(file)
    expect(prepared.made()).toBe(1)
  })

  it('makes a large file every time', async () => {
    const { run, made } = drawing(mark)
    const file = await drawMark(400)
    await run(file)
    await run(file)
    expect(made()).toBe(2)
  })
})
