import { defineOperation, group } from '../operation.ts'
import { base64url, color, flag, imageReference, integer, oneOf } from '../parameters.ts'
import { GRAVITIES } from './gravity.ts'

/** The fonts that the documentation names. */
export const FONTS = [
  'wqy-zenhei',
  'wqy-microhei',
  'fangzhengshusong',
  'fangzhengkaiti',
  'fangzhengheiti',
  'fangzhengfangsong',
  'droidsansfallback',
] as const

const GAP = { min: 0, max: 4096, default: 0 } as const

/** Draws a text, an image of the bucket, or both over the image. Source: OSS, Image Processing, "Image watermarks". */
export const watermark = defineOperation(
  'watermark',
  {
    opacity: integer('t', {
      min: 0,
      max: 100,
      default: 100,
      about: 'opacity, %',
      ec: { invalid: '0040-00000263' },
    }),
    gravity: oneOf('g', GRAVITIES, {
      default: 'se',
      about: 'where on the image',
      ec: { invalid: '0040-00000260' },
    }),
    x: integer('x', {
      min: 0,
      max: 4096,
      default: 10,
      about: 'px from the left or right edge',
      ec: { invalid: '0040-00000262' },
    }),
    y: integer('y', {
      min: 0,
      max: 4096,
      default: 10,
      about: 'px from the top or bottom edge',
      ec: { invalid: '0040-00000264' },
    }),
    voffset: integer('voffset', {
      min: -1000,
      max: 1000,
      default: 0,
      about: 'px down from the middle line, for west, center and east',
      ec: { invalid: '0040-00000268' },
    }),
    text: group({
      content: base64url('text', {
        required: true,
        about: 'the text',
        ec: { missing: '0040-00000258' },
        limit: { bytes: 64, message: 'font content is too large', ec: '0040-00000259' },
      }),
      font: base64url('type', {
        default: 'wqy-zenhei',
        alias: 'font',
        values: FONTS,
        about: 'font name',
        notBase64: '0040-00000250',
        ec: { invalid: '0040-00000251', alias: '0040-00000249' },
      }),
      color: color('color', { default: '000000', about: 'text colour' }),
      size: integer('size', {
        min: 1,
        max: 1000,
        default: 40,
        about: 'text size, px',
        ec: { invalid: '0040-00000256' },
      }),
      shadow: integer('shadow', {
        min: 0,
        max: 100,
        default: 0,
        about: "opacity of the text's shadow, %",
        ec: { invalid: '0040-00000255' },
      }),
      rotate: integer('rotate', {
        min: 0,
        max: 360,
        default: 0,
        about: 'degrees clockwise that the text is turned',
        ec: { invalid: '0040-00000272' },
      }),
    }),
    fill: flag('fill', {
      default: false,
      about: '1: tile the mark over the whole image',
      ec: { invalid: '0040-00000274' },
    }),
    padX: integer('padx', { ...GAP, about: 'px between tiles, across', ec: { invalid: '0040-00000276' } }),
    padY: integer('pady', { ...GAP, about: 'px between tiles, down', ec: { invalid: '0040-00000277' } }),
    image: imageReference('image', {
      about: 'key of an image in the same bucket, with a process of its own if need be',
      ec: { invalid: '0040-00000265' },
    }),
    order: oneOf(
      'order',
      { 0: 'image-first', 1: 'text-first' },
      { default: 'image-first', about: 'what stands on the left', ec: { invalid: '0040-00000269' } },
    ),
    align: oneOf(
      'align',
      { 0: 'top', 1: 'middle', 2: 'bottom' },
      { default: 'bottom', about: 'how text and image line up', ec: { invalid: '0040-00000271' } },
    ),
    interval: integer('interval', {
      min: 0,
      max: 1000,
      default: 0,
      about: 'px between text and image',
      ec: { invalid: '0040-00000270' },
    }),
  },
  {
    missing: '0040-00000278',
    about: 'Draws a text, an image of the bucket, or both over the image.',
    source: 'Image watermarks',
    example: 'image/watermark,g_south,text_SGVsbG8gV29ybGQ,size_30',
    settle(values) {
      if ('text' in values || 'image' in values) return values
      return {
        ok: false,
        code: 'MissingArgument',
        message: 'The operation: watermark needs one of the parameters: text, image.',
        reason: 'expected text or image',
      }
    },
  },
)
