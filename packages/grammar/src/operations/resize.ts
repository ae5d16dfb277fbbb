import { defineOperation } from '../operation.ts'
import { color, flag, integer, oneOf } from '../parameters.ts'

const SIDE = { min: 1, max: 16384 } as const

/** Scales the image to a box, a side or a percentage. Source: OSS, Image Processing, "Resize images". */
export const resize = defineOperation(
  'resize',
  {
    mode: oneOf('m', ['lfit', 'mfit', 'fill', 'pad', 'fixed'], {
      default: 'lfit',
      about: 'fit inside, cover, cover and cut, fit and fill up, or distort',
      ec: { invalid: '0040-00000311' },
    }),
    width: integer('w', { ...SIDE, about: 'target width, px', ec: { invalid: '0040-00000312' } }),
    height: integer('h', { ...SIDE, about: 'target height, px', ec: { invalid: '0040-00000313' } }),
    longSide: integer('l', { ...SIDE, about: 'target longer side, px', ec: { invalid: '0040-00000314' } }),
    shortSide: integer('s', { ...SIDE, about: 'target shorter side, px', ec: { invalid: '0040-00000315' } }),
    limit: flag('limit', {
      default: true,
      about: '1: never enlarge; 0: enlarge where asked',
      ec: { invalid: '0040-00000319' },
    }),
    color: color('color', {
      default: 'FFFFFF',
      about: 'colour of the added area, `pad` only',
      ec: { invalid: '0040-00000318' },
    }),
    percent: integer('p', {
      min: 1,
      max: 1000,
      about: 'size in percent of the image',
      ec: { invalid: '0040-00000317' },
    }),
    mainPercent: integer('P', {
      min: 1,
      max: 100,
      onlyInMark: true,
      about: 'in the image of a watermark only: fits it into this percentage of the main image',
      ec: { invalid: '0040-00000317' },
    }),
  },
  {
    // A leftover of the service before 2017: old URLs carry it.
    ignored: ['e'],
    inMark: true,
    missing: '0040-00000322',
    about: 'Scales the image to a box, a side or a percentage.',
    source: 'Resize images',
    example: 'image/resize,m_fill,w_200,h_100',
    diagnose(text) {
      const zero = (key: string) => /^0+$/.test(text(key) ?? '')
      if (!zero('w') || !zero('h')) return undefined
      return { ok: false, key: 'w', reason: 'width and height are both zero', ec: '0040-00000321' }
    },
    settle(values) {
      const sized = ['width', 'height', 'longSide', 'shortSide', 'percent', 'mainPercent'].some(
        (name) => name in values,
      )
      if (sized) return values
      return {
        ok: false,
        code: 'MissingArgument',
        message: 'The operation: resize needs one of the parameters: w, h, l, s, p.',
        reason: 'expected at least one of w, h, l, s, p',
      }
    },
  },
)
