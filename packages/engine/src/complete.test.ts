import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { isComplete } from './complete.ts'

const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const
const picture = sharp({ create: { width: 320, height: 200, channels: 3, background: '#468', noise } })

describe('isComplete', () => {
  it.each(['jpg', 'png'] as const)(
    '%s: whole, with a trailer, without its last bytes, in half',
    async (format) => {
      const whole = await picture
        .clone()
        .toFormat(format === 'jpg' ? 'jpeg' : 'png')
        .toBuffer()
      const trailer = Buffer.concat([whole, Buffer.from('trailer'), Buffer.alloc(100)])
      expect(isComplete(whole, format)).toBe(true)
      expect(isComplete(trailer, format)).toBe(true)
      expect(isComplete(whole.subarray(0, -10), format)).toBe(false)
      expect(isComplete(whole.subarray(0, whole.length / 2), format)).toBe(false)
    },
  )

  it('the end of a thumbnail in the header does not count', async () => {
    const whole = await picture.clone().jpeg().toBuffer()
    const exif = Buffer.concat([Buffer.from('ffe10000', 'hex'), whole])
    exif.writeUInt16BE(whole.length + 2, 2)
    const cut = Buffer.concat([whole.subarray(0, 2), exif, whole.subarray(2, -2)])
    expect(isComplete(cut, 'jpg')).toBe(false)
    expect(isComplete(Buffer.concat([cut, Buffer.from('ffd9', 'hex')]), 'jpg')).toBe(true)
  })
})
