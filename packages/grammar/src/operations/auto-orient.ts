import { defineOperation } from '../operation.ts'
import { flag } from '../parameters.ts'

/**
 * Whether the image is turned upright by its EXIF orientation before anything else; it is unless this
 * says no. Source: OSS, Image Processing, "Adaptive orientation".
 */
export const autoOrient = defineOperation(
  'auto-orient',
  {
    enabled: flag('', {
      required: true,
      about: '1: turn upright first; 0: leave as stored',
      ec: { invalid: '0040-00000215', missing: '0040-00000214' },
    }),
  },
  {
    syntax: 'bare',
    inMark: true,
    about: 'Turns the image upright by its EXIF orientation, before the first operation.',
    source: 'Adaptive orientation',
    example: 'image/auto-orient,0/resize,w_100',
  },
)
