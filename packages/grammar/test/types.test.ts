import { describe, expectTypeOf, it } from 'vitest'
import {
  createOperation,
  type Format,
  type Gravity,
  type ImageParameter,
  type InputFor,
  type IntegerParameter,
  type MarkImage,
  type MarkImageInput,
  type MarkOperation,
  type MarkOperationInput,
  type Operation,
  type OperationName,
  type Parameter,
  type Process,
  parse,
  type safeParse,
  type TextMark,
} from '../src/index.ts'

describe('Operation', () => {
  it('is discriminated by its wire name', () => {
    expectTypeOf<Operation['type']>().toEqualTypeOf<OperationName>()
    expectTypeOf<OperationName>().toEqualTypeOf<
      | 'resize'
      | 'crop'
      | 'indexcrop'
      | 'circle'
      | 'rounded-corners'
      | 'rotate'
      | 'auto-orient'
      | 'bright'
      | 'contrast'
      | 'sharpen'
      | 'blur'
      | 'quality'
      | 'format'
      | 'interlace'
      | 'info'
      | 'average-hue'
      | 'watermark'
    >()
    expectTypeOf<Extract<Operation, { type: 'rotate' }>>().toEqualTypeOf<Operation<'rotate'>>()
  })

  it('has defaults filled in, so only fields without one are optional', () => {
    expectTypeOf<Operation<'resize'>>().toEqualTypeOf<{
      readonly type: 'resize'
      readonly mode: 'lfit' | 'mfit' | 'fill' | 'pad' | 'fixed'
      readonly width?: number
      readonly height?: number
      readonly longSide?: number
      readonly shortSide?: number
      readonly percent?: number
      readonly mainPercent?: number
      readonly limit: boolean
      readonly color: string
    }>()
    expectTypeOf<Operation<'crop'>>().toEqualTypeOf<{
      readonly type: 'crop'
      readonly width: number
      readonly height: number
      readonly x: number
      readonly y: number
      readonly gravity: Gravity
    }>()
    expectTypeOf<Operation<'rotate'>>().toEqualTypeOf<{ readonly type: 'rotate'; readonly angle: number }>()
    expectTypeOf<Operation<'auto-orient'>['enabled']>().toEqualTypeOf<boolean>()
    expectTypeOf<Operation<'sharpen'>['amount']>().toEqualTypeOf<number>()
    expectTypeOf<Operation<'format'>['format']>().toEqualTypeOf<Format>()
    expectTypeOf<Operation<'quality'>['relative']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<Operation<'indexcrop'>>().toEqualTypeOf<{
      readonly type: 'indexcrop'
      readonly sliceWidth?: number
      readonly sliceHeight?: number
      readonly index: number
    }>()
    expectTypeOf<Operation<'circle'>['radius']>().toEqualTypeOf<number>()
    expectTypeOf<Operation<'rounded-corners'>['radius']>().toEqualTypeOf<number>()
    expectTypeOf<Operation<'bright'>['amount']>().toEqualTypeOf<number>()
    expectTypeOf<Operation<'contrast'>['amount']>().toEqualTypeOf<number>()
    expectTypeOf<Operation<'blur'>>().toEqualTypeOf<{
      readonly type: 'blur'
      readonly radius: number
      readonly sigma: number
    }>()
    expectTypeOf<Operation<'interlace'>['progressive']>().toEqualTypeOf<boolean>()
    expectTypeOf<Operation<'info'>>().toEqualTypeOf<{ readonly type: 'info' }>()
    expectTypeOf<Operation<'average-hue'>>().toEqualTypeOf<{ readonly type: 'average-hue' }>()
  })

  it('gathers the text of a watermark', () => {
    expectTypeOf<Operation<'watermark'>['text']>().toEqualTypeOf<TextMark | undefined>()
    expectTypeOf<TextMark>().toEqualTypeOf<{
      readonly content: string
      readonly font:
        | 'wqy-zenhei'
        | 'wqy-microhei'
        | 'fangzhengshusong'
        | 'fangzhengkaiti'
        | 'fangzhengheiti'
        | 'fangzhengfangsong'
        | 'droidsansfallback'
      readonly color: string
      readonly size: number
      readonly shadow: number
      readonly rotate: number
    }>()
    expectTypeOf<Operation<'watermark'>['order']>().toEqualTypeOf<'image-first' | 'text-first'>()
    expectTypeOf<Operation<'watermark'>['align']>().toEqualTypeOf<'top' | 'middle' | 'bottom'>()
    expectTypeOf<Operation<'watermark'>['fill']>().toEqualTypeOf<boolean>()
  })
})

describe('the image of a watermark', () => {
  it('has a key and operations of its own', () => {
    expectTypeOf<Operation<'watermark'>['image']>().toEqualTypeOf<MarkImage | undefined>()
    expectTypeOf<MarkImage>().toEqualTypeOf<{
      readonly key: string
      readonly process?: { readonly actions: readonly MarkOperation[] }
    }>()
  })

  it('is prepared by six operations, of the types they have elsewhere', () => {
    expectTypeOf<MarkOperation['type']>().toEqualTypeOf<
      'resize' | 'crop' | 'indexcrop' | 'rounded-corners' | 'rotate' | 'auto-orient'
    >()
    expectTypeOf<Extract<MarkOperation, { type: 'resize' }>>().toEqualTypeOf<Operation<'resize'>>()
    expectTypeOf<MarkOperation>().toExtend<Operation>()
    expectTypeOf<Operation<'watermark'>>().not.toExtend<MarkOperation>()
  })

  it('may be written by hand without what has a default', () => {
    expectTypeOf<NonNullable<InputFor<'watermark'>['image']>>().toEqualTypeOf<MarkImageInput>()
    expectTypeOf<MarkImage>().toExtend<MarkImageInput>()
    expectTypeOf<{ type: 'resize'; mainPercent: 30 }>().toExtend<MarkOperationInput>()
    expectTypeOf<{ type: 'rotate' }>().not.toExtend<MarkOperationInput>()
    expectTypeOf<{ type: 'circle'; radius: 5 }>().not.toExtend<MarkOperationInput>()
  })
})

describe('Parameter', () => {
  it('reads and writes by itself, but for an image, whose operations are told how', () => {
    expectTypeOf<IntegerParameter['read']>().parameters.toEqualTypeOf<[text: string]>()
    expectTypeOf<ImageParameter['read']>().parameter(1).returns.toEqualTypeOf<readonly MarkOperation[]>()
    expectTypeOf<ImageParameter['write']>().parameter(0).toEqualTypeOf<MarkImage>()
    expectTypeOf<Parameter['kind']>().toEqualTypeOf<
      'integer' | 'choice' | 'flag' | 'color' | 'text' | 'image'
    >()
  })
})

describe('InputFor', () => {
  it('requires only what has no default', () => {
    expectTypeOf<InputFor<'rotate'>>().toEqualTypeOf<{ readonly angle: number }>()
    expectTypeOf<{ mode: 'fill' }>().toExtend<InputFor<'resize'>>()
    expectTypeOf<{ text: { content: string } }>().toExtend<InputFor<'watermark'>>()
    expectTypeOf<object>().not.toExtend<InputFor<'rotate'>>()
    expectTypeOf<{ mode: 'stretch' }>().not.toExtend<InputFor<'resize'>>()
    expectTypeOf<{ text: { size: number } }>().not.toExtend<InputFor<'watermark'>>()
    expectTypeOf<{ format: 'jpeg' }>().not.toExtend<InputFor<'format'>>()
  })

  it('gives the operation of its name', () => {
    expectTypeOf(createOperation<'crop'>).returns.toEqualTypeOf<Operation<'crop'>>()
  })
})

describe('parse', () => {
  it('gives a process, or in its safe form a process or an error', () => {
    expectTypeOf(parse).returns.toEqualTypeOf<Process>()
    expectTypeOf<Extract<ReturnType<typeof safeParse>, { ok: true }>['process']>().toEqualTypeOf<Process>()
    expectTypeOf<Process['stages'][number]['type']>().toEqualTypeOf<'image' | 'style'>()
  })
})
