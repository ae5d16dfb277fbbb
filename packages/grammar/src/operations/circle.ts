import { defineOperation } from '../operation.ts'
import { integer } from '../parameters.ts'

/** Keeps the circle in the middle of the image. Source: OSS, Image Processing, "Circle". */
export const circle = defineOperation(
  'circle',
  {
    radius: integer('r', {
      min: 1,
      max: 4096,
      required: true,
      about: 'radius, px; at most half the shorter side counts',
      ec: { invalid: '0040-00000233' },
    }),
  },
  {
    about: 'Keeps the circle in the middle of the image; around it transparent, white in a jpg.',
    source: 'Circle',
    example: 'image/circle,r_100/format,png',
  },
)
