import { defineOperation } from '../operation.ts'
import { integer } from '../parameters.ts'

/** Makes the image brighter or darker. Source: OSS, Image Processing, "Brightness". */
export const bright = defineOperation(
  'bright',
  {
    amount: integer('', {
      min: -100,
      max: 100,
      required: true,
      about: 'levels added to every channel; below 0 darker',
      ec: { invalid: '0040-00000246', missing: '0040-00000245' },
    }),
  },
  {
    syntax: 'bare',
    about: 'Makes the image brighter or darker.',
    source: 'Brightness',
    example: 'image/bright,50',
  },
)
