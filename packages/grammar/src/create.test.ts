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

/** What the error of a call says, its message included. */
function refusalOf(name: string, input: unknown): Partial<GrammarError> {
  try {
    create(name, input)
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error
    expect(error.index).toBe(0)
    return { ...error, message: error.message }
  }
  throw new Error('expected a GrammarError')
}

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
    ['indexcrop', { sliceWidth: 100, index: 2 }, 'indexcrop,x_100,i_2'],
    ['indexcrop', { sliceWidth: 100, sliceHeight: 50 }, 'indexcrop,x_100,y_50'],
    ['circle', { radius: 100 }, 'circle,r_100'],
    ['rounded-corners', { radius: 30 }, 'rounded-corners,r_30'],
    ['bright', { amount: -50 }, 'bright,-50'],
    ['contrast', { amount: -0 }, 'contrast,0'],
    ['blur', { sigma: 2, radius: 3 }, 'blur,r_3,s_2'],
    ['interlace', { progressive: true }, 'interlace,1'],
    ['average-hue', {}, 'average-hue'],
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
    ['watermark', { image: { key: 'panda.png' } }, 'watermark,image_cGFuZGEucG5n'],
    ['watermark', { image: { key: '50%.png', process: undefined } }, 'watermark,image_NTAlLnBuZw'],
    [
      'watermark',
      { image: { key: 'panda.png', process: { actions: [{ type: 'resize', mainPercent: 30 }] } } },
      'watermark,image_cGFuZGEucG5nP3gtb3NzLXByb2Nlc3M9aW1hZ2UvcmVzaXplLFBfMzA',
    ],
    [
      'watermark',
      { image: { key: 'panda.png', process: parse('image/rotate,90').stages[0] }, text: { content: 'A' } },
      'watermark,image_cGFuZGEucG5nP3gtb3NzLXByb2Nlc3M9aW1hZ2Uvcm90YXRlLDkw,text_QQ',
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
          'expected mode, width, height, longSide, shortSide, limit, color, percent, mainPercent, received constructor',
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
    ['watermark', { text: null }, { reason: 'expected an object as text, received null' }],
    ['watermark', { text: { content: null } }, { reason: 'expected a string as content, received null' }],
    ['watermark', { image: {} }, { reason: 'expected a string as key, received undefined' }],
    ['watermark', { image: { key: 5 } }, { reason: 'expected a string as key, received number' }],
    ['watermark', { image: 'a' }, { reason: 'expected an object as image, received string' }],
    ['watermark', { image: null }, { reason: 'expected an object as image, received null' }],
    ['watermark', { image: ['a'] }, { reason: 'expected key, process, received 0' }],
    ['watermark', { image: { key: 'a', x: 1 } }, { reason: 'expected key, process, received x' }],
    ['watermark', { image: { key: '' } }, { code: 'MissingArgument', parameter: 'image' }],
    ['watermark', { image: { key: '\ud800' } }, { reason: 'expected well-formed Unicode as key' }],
    ['watermark', { image: { key: 'k'.repeat(1024) } }, { parameter: 'image', ec: '0040-00000265' }],
    [
      'watermark',
      { image: { key: 'a?x-oss-process=image/rotate,90' } },
      { reason: 'expected a key without a question mark, received a?x-oss-process=image/rotate,90' },
    ],
    ['slim', {}, { operation: 'slim', ec: '0040-00000213' }],
    ['constructor', {}, { operation: 'constructor' }],
    ['__proto__', {}, { operation: '__proto__' }],
  ])('%s %j is refused', (name, input, expected) => {
    expect(refusalOf(name, input)).toMatchObject({ code: 'InvalidArgument', ...expected })
  })

  it.each<[process: unknown, reason: string]>([
    [null, 'expected an object as process, received null'],
    ['image/rotate,90', 'expected an object as process, received string'],
    [{}, 'expected an array as actions, received undefined'],
    [{ actions: {} }, 'expected an array as actions, received object'],
    [{ actions: [] }, 'expected an operation after image/'],
    [{ actions: [null] }, 'expected an object as operation, received null'],
    [{ actions: ['rotate,90'] }, 'expected an object as operation, received string'],
    [{ actions: [{}] }, 'expected a string as type, received undefined'],
    [{ actions: [{ type: 'slim' }] }, 'unknown operation "slim"'],
    [{ actions: [{ type: '__proto__' }] }, 'unknown operation "__proto__"'],
    [
      { actions: [{ type: 'circle', radius: 1 }] },
      'expected an operation that prepares a watermark image, received circle',
    ],
    [
      { actions: [{ type: 'watermark', image: { key: 'a' } }] },
      'expected an operation that prepares a watermark image, received watermark',
    ],
    [{ actions: [{ type: 'resize', width: '1,h_5' }] }, 'expected a number as width, received string'],
    [{ actions: [{ type: 'resize', width: 0 }] }, 'expected an integer in [1,16384], received "0"'],
    [
      { actions: Array(33).fill({ type: 'rotate', angle: 1 }) },
      'expected at most 32 operations, received 33',
    ],
  ])('a watermark with an image of the process %j is refused', (process, reason) => {
    const refusal = refusalOf('watermark', { image: { key: 'a', process } })
    expect(refusal).toMatchObject({ code: 'InvalidArgument', reason })
  })

  it('refuses a watermark that is its own image', () => {
    const actions: unknown[] = []
    const input = { image: { key: 'a', process: { actions } } }
    actions.push({ type: 'watermark', ...input })
    expect(refusalOf('watermark', input)).toMatchObject({ operation: 'watermark', ec: '0040-00000373' })
  })
})
