import { defineOperation } from '../operation.ts'
import { integer, oneOf } from '../parameters.ts'
import { GRAVITIES } from './gravity.ts'

/** Cuts a rectangle out of the image. Source: OSS, Image Processing, "Custom crop". */
export const crop = defineOperation(
  'crop',
  {
    width: integer('w', {
      min: 0,
      default: 0,
      about: 'width, px; 0: to the right edge; larger is clamped',
      ec: { invalid: '0040-00000225' },
    }),
    height: integer('h', {
      min: 0,
      default: 0,
      about: 'height, px; 0: to the bottom edge; larger is clamped',
      ec: { invalid: '0040-00000226' },
    }),
    x: integer('x', {
      min: 0,
      default: 0,
      about: 'px to the right of the origin',
      ec: { invalid: '0040-00000227' },
    }),
    y: integer('y', {
      min: 0,
      default: 0,
      about: 'px down from the origin',
      ec: { invalid: '0040-00000228' },
    }),
    gravity: oneOf('g', GRAVITIES, {
      default: 'nw',
      about: 'where the origin lies',
      ec: { invalid: '0040-00000209' },
    }),
  },
  {
    // Every SDK sample sends it; it has no effect.
    ignored: ['r'],
    inMark: true,
    about: 'Cuts a rectangle out of the image.',
    source: 'Custom crop',
    example: 'image/crop,w_100,h_100,g_se',
  },
)
