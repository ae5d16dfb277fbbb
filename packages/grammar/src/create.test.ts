import { describe, expect, it } from 'vitest'
import { createOperation } from './create.ts'
import { GrammarError } from './errors.ts'
import type { InputFor, Operation, OperationName } from './operations/index.ts'
import { parse } from './parse.ts'
import type { ImageStage } from './process.ts'
import { stringifyOperation } from './stringify.ts'

/** A call with its types erased, as from JavaScript. */
const create = (name: string, input: unknown): Operation =>
  createOperation(name as OperationName, input as InputFor<OperationName>)

describe('createOperation', () => {
  it.each([
    ['resize', { width: 100 }, 'resize,w_100'],
    ['resize', { height: 80, width: 150, mode: 'fill', limit: false }, 'resize,m_fill,w_150,h_80,limit_0'],
    ['resize', { width: 100, height: undefined, color: 'ff6a00' }, 'resize,w_100,color_ff6a00'],
    ['crop', {}, 'crop'],
    ['crop', { gravity: 'se', width: 200 }, 'crop,w_200,g_se'],
    ['rotate', { angle: -0 }, 'rotate,0'],
    ['auto-orient', { enabled: false }, 'auto-orient,0'],
    ['sharpen', { amount: 100 }, 'sharpen,100'],
    ['format', { format: 'jpg' }, 'format,jpeg'],
    ['quality', { relative: 90 }, 'quality,q_90'],
    ['quality', { relative: 90, absolute: 80 }, 'quality,q_90,Q_80'],
    ['info', {}, 'info'],
    ['watermark', { text: { content: 'Hello World' } }, 'watermark,text_SGVsbG8gV29ybGQ'],
    [
      'watermark',
      { text: { content: 'A', font: 'fangzhengkaiti', size: 20 }, order: 'text-first', opacity: 50 },
      'watermark,text_QQ,type_ZmFuZ3poZW5na2FpdGk,size_20,order_1,t_50',
    ],
  ])('%s %j equals %s', (name, input, text) => {
    const stage = parse(`image/${text}`).stages[0] as ImageStage
    expect(create(name, input)).toStrictEqual(stage.actions[0])
    expect(stage.actions.map(stringifyOperation)).toEqual([stringifyOperation(create(name, input))])
  })

  it.each([
    ['resize', { width: 0 }, { parameter: 'w', value: '0', ec: '0040-00000312' }],
    ['resize', { width: 1.5 }, { parameter: 'w', value: '1.5', ec: '0040-00000312' }],
    ['resize', { width: Number.NaN }, { parameter: 'w', value: 'NaN' }],
    ['resize', { width: 0, height: 0 }, { parameter: 'w', ec: '0040-00000321' }],
    ['resize', {}, { code: 'MissingArgument', ec: '0040-00000322' }],
    ['resize', { mode: 'stretch', width: 1 }, { parameter: 'm', value: 'stretch' }],
    ['resize', { mode: 'fill,w_5', width: 1 }, { parameter: 'm', value: 'fill,w_5' }],
    ['resize', { w: 1 }, { operation: 'resize', parameter: undefined }],
    ['resize', { width: '100' }, { reason: 'expected a number as width, received string' }],
    ['resize', { width: 1, limit: 1 }, { reason: 'expected a boolean as limit, received number' }],
    ['resize', { width: 1, color: 0xffffff }, { reason: 'expected a string as color, received number' }],
    [
      'resize',
      { width: 1, constructor: 1 },
      {
        reason:
          'expected mode, width, height, longSide, shortSide, limit, color, percent, received constructor',
      },
    ],
    ['crop', { width: 1e21 }, { parameter: 'w', value: '1e+21' }],
    ['rotate', {}, { code: 'MissingArgument', ec: '0040-00000216', parameter: 'rotate' }],
    ['rotate', { angle: 361 }, { parameter: 'rotate', value: '361' }],
    ['quality', {}, { code: 'MissingArgument', ec: '0040-00000307' }],
    ['info', { exif: true }, { reason: 'expected no values, received exif' }],
    ['watermark', {}, { code: 'MissingArgument', ec: '0040-00000278' }],
    ['watermark', { text: {} }, { code: 'MissingArgument', ec: '0040-00000278' }],
    ['watermark', { text: { content: '' } }, { code: 'MissingArgument', parameter: 'text' }],
    ['watermark', { text: { content: 'a'.repeat(65) } }, { message: 'font content is too large' }],
    ['watermark', { text: { content: '\ud800' } }, { reason: 'expected well-formed Unicode as content' }],
    ['watermark', { text: { content: 'A', font: 'Arial' } }, { parameter: 'type', ec: '0040-00000251' }],
    ['watermark', { text: 'Hello' }, { reason: 'expected an object as text, received string' }],
    ['watermark', { text: null }, { reason: 'expected an object as text, received object' }],
    ['slim', {}, { operation: 'slim', ec: '0040-00000213' }],
    ['constructor', {}, { operation: 'constructor' }],
    ['__proto__', {}, { operation: '__proto__' }],
  ])('%s %j is refused', (name, input, expected) => {
    let error: unknown
    try {
      create(name, input)
    } catch (caught) {
      error = caught
    }
    expect(error).toBeInstanceOf(GrammarError)
    expect({ ...(error as GrammarError), message: (error as GrammarError).message }).toMatchObject({
      code: 'InvalidArgument',
      index: 0,
      ...expected,
    })
  })
})
