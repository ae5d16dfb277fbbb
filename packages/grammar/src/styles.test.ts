import { describe, expect, it } from 'vitest'
import { GrammarError } from './errors.ts'
import { GRAMMAR_LIMITS } from './limits.ts'
import { parse } from './parse.ts'
import { stringify } from './stringify.ts'
import { expandStyles, parseStyle } from './styles.ts'

function errorOf(run: () => unknown): GrammarError {
  try {
    run()
  } catch (error) {
    if (error instanceof GrammarError) return error
    throw error
  }
  throw new Error('expected a GrammarError')
}

describe('parseStyle', () => {
  it.each([
    ['image/resize,p_63/quality,q_90', 'image/resize,p_63/quality,q_90'],
    ['resize,p_63/quality,q_90', 'image/resize,p_63/quality,q_90'],
    ['resize%2Cp_63', 'image/resize,p_63'],
    ['image/resize,w_1|image/format,png', 'image/resize,w_1|image/format,png'],
    ['resize,w_1|image/info', 'image/resize,w_1|image/info'],
    ['info', 'image/info'],
    ['average-hue', 'image/average-hue'],
    ['rounded-corners,r_5|image/average-hue', 'image/rounded-corners,r_5|image/average-hue'],
    ['crop', 'image/crop'],
    ['image/resize,w_100/', 'image/resize,w_100'],
    [
      'image/resize,m_fill,w_300,h_300,limit_0/auto-orient,0/quality,q_90/watermark,image_cGFuZGEucG5n,t_61,g_se,y_10,x_10',
      'image/resize,m_fill,w_300,h_300,limit_0/auto-orient,0/quality,q_90/watermark,t_61,image_cGFuZGEucG5n',
    ],
  ])('reads %s', (content, canonical) => {
    expect(stringify({ stages: parseStyle('thumb', content) })).toBe(canonical)
  })

  it.each([
    ['csdar5324', 0, 'The value: csdar5324 of parameter: x-oss-process is invalid. (style thumb)'],
    ['', 0, 'The process has an empty stage. (style thumb)'],
    ['image/', 6, 'The process has no operation after image/. (style thumb)'],
    ['image/resize,w_0', 15, 'The value: 0 of parameter: w is invalid. (style thumb)'],
    ['resize,w_0', 9, 'The value: 0 of parameter: w is invalid. (style thumb)'],
    ['resize%2Cw_%30', 11, 'The value: 0 of parameter: w is invalid. (style thumb)'],
    ['resize,w_1/slim', 11, 'The operation: slim is not supported. (style thumb)'],
    ['resize,w_1|', 11, 'The process has an empty stage. (style thumb)'],
    [
      'resize,w_1|rotate,90',
      11,
      'The value: rotate,90 of parameter: x-oss-process is invalid. (style thumb)',
    ],
    ['resize,w_1/info', 11, 'The operation: info must be the only one of the last stage. (style thumb)'],
    ['style/other', 0, 'The operation: style is not supported in a style. (style thumb)'],
    ['resize,w_1|style/other', 11, 'The operation: style is not supported in a style. (style thumb)'],
    ['resize,w_1/style/other', 11, 'The operation: style is not supported. (style thumb)'],
    ['resize,w_1|sys/saveas,o_QQ', 11, 'The operation: sys is not supported in a style. (style thumb)'],
    ['sys/saveas,o_QQ', 0, 'The operation: sys is not supported in a style. (style thumb)'],
    ['||||||', 6, 'The process has more than 5 pipes. (style thumb)'],
    ['constructor', 0, 'The value: constructor of parameter: x-oss-process is invalid. (style thumb)'],
  ])('refuses %j at %i', (content, index, message) => {
    expect(errorOf(() => parseStyle('thumb', content))).toMatchObject({
      code: 'InvalidArgument',
      index,
      message,
      style: 'thumb',
    })
  })

  it('limits the length', () => {
    expect(errorOf(() => parseStyle('thumb', 'x'.repeat(9000)))).toMatchObject({
      index: GRAMMAR_LIMITS.bytes,
      message: 'The process is longer than 8192 bytes. (style thumb)',
    })
  })

  it('keeps the fields and the cause of the error inside', () => {
    const error = errorOf(() => parseStyle('thumb', 'image/watermark,text_*'))
    expect(error).toMatchObject({
      code: 'BadRequest',
      operation: 'watermark',
      parameter: 'text',
      value: '*',
      index: 21,
    })
    expect(error.cause).toMatchObject({ message: 'Input is not base64 decoding.', style: undefined })
    // The image's own process asks for P_0.
    const inMark = errorOf(() =>
      parseStyle('thumb', 'watermark,image_YT94LW9zcy1wcm9jZXNzPWltYWdlL3Jlc2l6ZSxQXzA'),
    )
    expect(inMark).toMatchObject({ operation: 'resize', parameter: 'P', index: 16, style: 'thumb' })
    expect(errorOf(() => parseStyle('thumb', 'resize'))).toMatchObject({ code: 'MissingArgument', index: 0 })
  })
})

describe('expandStyles', () => {
  const contents = {
    small: 'image/resize,w_100',
    two: 'resize,w_1|image/rotate,90',
    report: 'image/info',
    five: Array(5).fill('image/rotate,1').join('|'),
    nested: 'style/small',
    wrong: 'resize,w_0',
  }

  it.each([
    ['image/rotate,90', 'image/rotate,90'],
    ['style/small', 'image/resize,w_100'],
    ['style/small|image/format,png', 'image/resize,w_100|image/format,png'],
    [
      'image/rotate,90|style/two|style/small',
      'image/rotate,90|image/resize,w_1|image/rotate,90|image/resize,w_100',
    ],
    ['style/small|style/report', 'image/resize,w_100|image/info'],
    ['style/small|sys/saveas,o_QQ', 'image/resize,w_100|sys/saveas,o_QQ'],
    ['style/five|image/rotate,1', `${contents.five}|image/rotate,1`],
    ['style/five|sys/saveas,o_QQ', `${contents.five}|sys/saveas,o_QQ`],
  ])('%s becomes %s', (process, expanded) => {
    expect(stringify(expandStyles(parse(process), contents))).toBe(expanded)
    expect(expandStyles(parse(process), contents)).toStrictEqual(parse(expanded))
  })

  it.each([
    ['style/nested', { style: 'nested', index: 0, ec: '0040-00000213' }],
    ['image/rotate,90|style/wrong', { style: 'wrong', index: 9, ec: '0040-00000312' }],
    ['style/five|style/two', { style: undefined, index: 0, ec: '0040-00000211' }],
    ['style/five|image/rotate,1|sys/saveas,o_QQ', { style: undefined, index: 0, ec: '0040-00000211' }],
    [
      'style/report|image/rotate,90',
      {
        style: 'report',
        index: 6,
        operation: 'info',
        message: 'The operation: info must be the only one of the last stage. (style report)',
      },
    ],
    ['style/unknown', { style: 'unknown', index: 0, message: 'The content is not known. (style unknown)' }],
    ['style/constructor', { style: 'constructor', message: 'The content is not known. (style constructor)' }],
    ['style/__proto__', { style: '__proto__', message: 'The content is not known. (style __proto__)' }],
  ])('refuses %s', (process, expected) => {
    const error = errorOf(() => expandStyles(parse(process), contents))
    expect({ ...error, message: error.message }).toMatchObject({ code: 'InvalidArgument', ...expected })
  })
})
