import { defineOperation } from '../operation.ts'
import { integer } from '../parameters.ts'

/** Chooses the quality of a jpg or webp. Source: OSS, Image Processing, "Adjust image quality". */
export const quality = defineOperation(
  'quality',
  {
    relative: integer('q', {
      min: 1,
      max: 100,
      about: "percent of a jpg source's own quality",
      ec: { invalid: '0040-00000309' },
    }),
    absolute: integer('Q', {
      min: 1,
      max: 100,
      about: 'ceiling: the lower of this and the source quality',
      ec: { invalid: '0040-00000308' },
    }),
  },
  {
    bareKey: { field: 'absolute', invalid: '0040-00000310' },
    missing: '0040-00000307',
    about: 'Chooses the quality of a jpg or webp.',
    source: 'Adjust image quality',
    example: 'image/resize,w_200/quality,q_80',
    settle(values) {
      if ('absolute' in values) return { absolute: values.absolute }
      if ('relative' in values) return values
      return {
        ok: false,
        code: 'MissingArgument',
        message: 'The operation: quality needs a value.',
        reason: 'expected q_, Q_ or an integer in [1,100]',
      }
    },
  },
)
