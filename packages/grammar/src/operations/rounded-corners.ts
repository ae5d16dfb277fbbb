import { defineOperation } from '../operation.ts'
import { integer } from '../parameters.ts'

/** Rounds the corners of the image. Source: OSS, Image Processing, "Rounded rectangle". */
export const roundedCorners = defineOperation(
  'rounded-corners',
  {
    radius: integer('r', {
      min: 1,
      max: 4096,
      required: true,
      about: 'radius of the corners, px; at most half the shorter side counts',
      ec: { invalid: '0040-00000237' },
    }),
  },
  {
    inMark: true,
    about: 'Rounds the corners; outside them transparent, white in a jpg.',
    source: 'Rounded rectangle',
    example: 'image/rounded-corners,r_30/format,png',
  },
)
