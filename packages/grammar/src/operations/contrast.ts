import { defineOperation } from '../operation.ts'
import { integer } from '../parameters.ts'

/** Raises or lowers the contrast of the image. Source: OSS, Image Processing, "Contrast". */
export const contrast = defineOperation(
  'contrast',
  {
    amount: integer('', {
      min: -100,
      max: 100,
      required: true,
      about: 'above 0 more contrast, below 0 less',
    }),
  },
  {
    syntax: 'bare',
    about: 'Raises or lowers the contrast of the image.',
    source: 'Contrast',
    example: 'image/contrast,-50',
  },
)
