import { describe, expect, it } from 'vitest'
import { probe, processImage } from '../../src/index.ts'
import { drawing, heic, likeness } from '../heic/fixtures.ts'
import { decoded, distance, pixelsOf, WHITE } from '../pictures.ts'

/** dB that HEVC at quality 90 keeps to on these pictures. */
const LIKE = 38

describe('a heic', () => {
  it.each([
    ['card', 96, 64],
    ['grid', 112, 96],
    ['odd', 65, 47],
    ['cropped', 72, 40],
    ['grey', 96, 64],
  ])('is read as it was drawn: %s', async (name, width, height) => {
    const made = await pixelsOf(heic(name), 'resize,p_100')
    expect(made).toMatchObject({ width, height, channels: 3 })
    expect(likeness(made, await drawing(name))).toBeGreaterThan(LIKE)
  })

  it.each([2, 3, 4, 5, 6, 7, 8] as const)(
    'of orientation %i is upright, whatever auto-orient says',
    async (orientation) => {
      const file = heic(`orientation-${orientation}`)
      const upright = await drawing('card', orientation)
      for (const actions of [
        'rotate,0',
        'auto-orient,1',
        'auto-orient,0',
        'resize,p_100/sharpen,50/blur,r_1,s_1',
      ]) {
        const made = await pixelsOf(file, actions)
        expect([actions, made.width, made.height]).toEqual([actions, upright.width, upright.height])
        if (!actions.includes('sharpen')) expect(likeness(made, upright)).toBeGreaterThan(LIKE)
      }
      const { data } = await processImage(file, 'image/auto-orient,0')
      expect(probe(data)).toMatchObject({ format: 'jpg', orientation: 1 })
      const cut = await pixelsOf(file, 'crop,w_20,h_30,g_se/rotate,90')
      expect([cut.width, cut.height]).toEqual([30, 20])
    },
  )

  it('with alpha keeps it, or lies on white', async () => {
    for (const name of ['alpha', 'premultiplied']) {
      const clear = await pixelsOf(heic(name), 'rotate,0')
      expect(clear.channels).toBe(4)
      expect([clear.at(5, 30)[3], clear.at(90, 30)[3]]).toEqual([0, 255])
      expect(Math.abs((clear.at(48, 30)[3] ?? 0) - 128)).toBeLessThanOrEqual(2)
      const { data, contentType } = await processImage(heic(name), 'image/resize,w_48')
      expect(contentType).toBe('image/jpeg')
      const white = await decoded(data)
      expect(distance(white.at(4, 15), WHITE)).toBeLessThanOrEqual(6)
      expect(distance(white.at(45, 15), [200, 147, 90])).toBeLessThanOrEqual(14)
    }
  })

  it.each([
    ['resize,w_48', 'image/jpeg', 48, 32],
    ['resize,w_48/format,png', 'image/png', 48, 32],
    ['format,webp', 'image/webp', 96, 64],
    ['format,bmp', 'image/bmp', 96, 64],
    ['format,tiff', 'image/tiff', 96, 64],
    ['format,avif', 'image/avif', 96, 64],
    ['format,gif', 'image/jpeg', 96, 64],
    ['circle,r_20', 'image/jpeg', 41, 41],
    ['rotate,30/watermark,text_YQ,size_12', 'image/jpeg', 115, 103],
    ['quality,q_50|image/interlace,1', 'image/jpeg', 96, 64],
  ])('after %s is %s of %i × %i', async (actions, contentType, width, height) => {
    const output = await processImage(heic('card'), `image/${actions}`)
    expect(output.contentType).toBe(contentType)
    expect(probe(output.data)).toMatchObject({ width, height })
  })

  it('tells what it is', async () => {
    const facts = JSON.parse((await processImage(heic('orientation-6'), 'image/info')).data.toString())
    expect(facts).toMatchObject({
      Format: { value: 'heic' },
      ImageWidth: { value: '96' },
      ImageHeight: { value: '64' },
      FrameCount: { value: '1' },
    })
  })

  it('that is damaged is refused', async () => {
    const file = heic('grid').subarray(0, -200)
    await expect(processImage(file, 'image/resize,w_20')).rejects.toMatchObject({
      code: 'BadRequest',
      ec: '0040-00000020',
    })
  })

  it('is not written', async () => {
    for (const source of [heic('card'), await drawn()])
      await expect(processImage(source, 'image/resize,w_20/format,heic')).rejects.toMatchObject({
        code: 'InvalidArgument',
        ec: '0040-00000206',
        message: 'The value: heic of parameter: format is invalid.',
        operation: 'format',
      })
  })
})

async function drawn(): Promise<Buffer> {
  return (await processImage(heic('card'), 'image/format,png')).data
}
