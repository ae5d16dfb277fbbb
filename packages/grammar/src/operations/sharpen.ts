import { defineOperation } from '../operation.ts'
import { integer } from '../parameters.ts'

/** Sharpens the image. Source: OSS, Image Processing, "Sharpen". */
export const sharpen = defineOperation(
  'sharpen',
  {
    amount: integer('', {
      min: 50,
      max: 399,
      required: true,
      about: 'strength, %; 100 is the suggested value',
      ec: { invalid: '0040-00000280', missing: '0040-00000279' },
    }),
  },
  { syntax: 'bare', about: 'Sharpens the image.', source: 'Sharpen', example: 'image/sharpen,100' },
)
