import type { TiffOptions } from 'sharp'
import { describe, expect, it } from 'vitest'
import { probe, processImage } from '../../src/index.ts'
import {
  card,
  coordinates,
  distance,
  drawn,
  encoded,
  pixelsOf,
  RED,
  WHITE,
  whereWas,
  YELLOW,
} from '../pictures.ts'

describe('a tiff', () => {
  it('of several pages is processed by its first', async () => {
    const pyramid = await encoded(coordinates(300, 200))
      .tiff({ compression: 'lzw', tile: true, pyramid: true })
      .toBuffer()
    expect(probe(pyramid)).toMatchObject({ width: 300, height: 200, pages: 2 })
    const made = await pixelsOf(pyramid, 'crop,w_50,h_40,g_se')
    expect(whereWas(made.at(0, 0))).toEqual([250, 160])
  })

  it.each<[string, TiffOptions]>([
    ['without compression', { compression: 'none' }],
    ['of deflated tiles', { compression: 'deflate', tile: true }],
    ['of packed bits', { compression: 'packbits' }],
    ['with a jpeg inside', { compression: 'jpeg', quality: 95 }],
    ['with a webp inside', { compression: 'webp', quality: 95 }],
  ])('%s is read', async (_how, options) => {
    const file = await encoded(card(80, 40)).tiff(options).toBuffer()
    for (const actions of ['resize,w_40', 'resize,w_40/bright,0/rotate,180/rotate,180'])
      expect(distance((await pixelsOf(file, actions)).at(35, 15), YELLOW)).toBeLessThanOrEqual(4)
  })

  it('of one bit a pixel is black and white', async () => {
    const bits = encoded(drawn(64, 40, (x) => (x < 32 ? [0, 0, 0] : WHITE))).toColourspace('b-w')
    const file = await bits.tiff({ bitdepth: 1, compression: 'ccittfax4' }).toBuffer()
    const made = await pixelsOf(file, 'resize,m_pad,w_64,h_64,limit_0,color_FF0000')
    expect([made.at(5, 30), made.at(60, 30), made.at(5, 5)]).toEqual([[0, 0, 0], WHITE, [255, 0, 0]])
  })

  it('of more channels than colour and alpha is refused, or right', async () => {
    const extra = [Buffer.alloc(3200, 255), Buffer.alloc(3200, 9)]
    const raw = { width: 80, height: 40, channels: 1 } as const
    const file = await encoded(card(80, 40))
      .joinChannel(extra, { raw })
      .tiff({ compression: 'lzw' })
      .toBuffer()
    await expect(processImage(file, 'image/bright,10')).rejects.toMatchObject({ ec: '0040-00000005' })
    expect((await pixelsOf(file, 'rotate,0')).at(5, 5)).toEqual([...RED, 255])
  })
})
