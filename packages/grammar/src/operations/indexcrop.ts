import { defineOperation } from '../operation.ts'
import { integer } from '../parameters.ts'

/** Cuts the image into slices and keeps one. Source: OSS, Image Processing, "Indexed slice". */
export const indexcrop = defineOperation(
  'indexcrop',
  {
    sliceWidth: integer('x', {
      min: 1,
      about: 'width of a slice, px: the image is cut into columns',
      ec: { invalid: '0040-00000223' },
    }),
    sliceHeight: integer('y', {
      min: 1,
      about: 'height of a slice, px: the image is cut into rows; wins over x',
      ec: { invalid: '0040-00000224' },
    }),
    index: integer('i', {
      min: 0,
      default: 0,
      about: 'number of the slice, from 0; beyond the last: the whole image',
      ec: { invalid: '0040-00000229' },
    }),
  },
  {
    inMark: true,
    about: 'Cuts the image into slices and keeps one; the last one may be shorter.',
    source: 'Indexed slice',
    example: 'image/indexcrop,x_100,i_2',
    diagnose(text) {
      if (!/^0+$/.test(text('x') ?? '') || text('y') !== undefined) return undefined
      return { ok: false, key: 'x', reason: 'expected a slice of at least 1 px', ec: '0040-00000230' }
    },
    settle(values) {
      const { sliceWidth: _given, ...others } = values
      if ('sliceHeight' in values) return others
      if ('sliceWidth' in values) return values
      return {
        ok: false,
        code: 'MissingArgument',
        message: 'The operation: indexcrop needs one of the parameters: x, y.',
        reason: 'expected x or y',
      }
    },
  },
)
