import { describe, expectTypeOf, it } from 'vitest'
import {
  createOperation,
  type Format,
  type Gravity,
  type InputFor,
  type Operation,
  type OperationName,
  type Process,
  parse,
  type safeParse,
  type TextMark,
} from '../src/index.ts'

describe('Operation', () => {
  it('is discriminated by its wire name', () => {
    expectTypeOf<Operation['type']>().toEqualTypeOf<OperationName>()
    expectTypeOf<OperationName>().toEqualTypeOf<
      'resize' | 'crop' | 'rotate' | 'auto-orient' | 'sharpen' | 'quality' | 'format' | 'info' | 'watermark'
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
    expectTypeOf<Operation<'info'>>().toEqualTypeOf<{ readonly type: 'info' }>()
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
