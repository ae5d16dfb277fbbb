import { GrammarError, type InputFor, operations, type Process, parse } from '@ossimg/grammar'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { ClientError } from './errors.ts'
import { type ImageBuilder, image, type ProcessBuilder, style } from './process-builder.ts'

describe('image()', () => {
  it.each<[builder: ProcessBuilder, text: string]>([
    [image().resize({ width: 100 }), 'image/resize,w_100'],
    [
      image().resize({ width: 100, mode: 'lfit', limit: false }).rotate(90),
      'image/resize,w_100,limit_0/rotate,90',
    ],
    [image().rotate(90).resize({ width: 100 }), 'image/rotate,90/resize,w_100'],
    [image().rotate({ angle: 90 }), 'image/rotate,90'],
    [image().crop({ width: 10, height: 20, gravity: 'center' }), 'image/crop,w_10,h_20,g_center'],
    [image().format('png'), 'image/format,png'],
    [image().sharpen(100), 'image/sharpen,100'],
    [image().autoOrient(true), 'image/auto-orient,1'],
    [image().autoOrient(false).resize({ percent: 50 }), 'image/auto-orient,0/resize,p_50'],
    [image().quality(80), 'image/quality,Q_80'],
    [image().quality({ relative: 80 }), 'image/quality,q_80'],
    [image().circle(100).roundedCorners({ radius: 5 }), 'image/circle,r_100/rounded-corners,r_5'],
    [
      image().indexcrop({ sliceWidth: 100, index: 2 }).bright(-5).contrast(5),
      'image/indexcrop,x_100,i_2/bright,-5/contrast,5',
    ],
    [image().blur({ radius: 3, sigma: 2 }).interlace(true), 'image/blur,r_3,s_2/interlace,1'],
    [image().averageHue(), 'image/average-hue'],
    [image().info(), 'image/info'],
    [image().watermark({ text: { content: '图' }, opacity: 50 }), 'image/watermark,t_50,text_5Zu-'],
    [image().watermark({ image: { key: 'logo.png' } }), 'image/watermark,image_bG9nby5wbmc'],
    [
      image().watermark({
        image: { key: 'logo.png', process: { actions: [{ type: 'resize', mainPercent: 30 }] } },
        gravity: 'nw',
      }),
      'image/watermark,g_nw,image_bG9nby5wbmc_eC1vc3MtcHJvY2Vzcz1pbWFnZS9yZXNpemUsUF8zMA',
    ],
    [style('thumb'), 'style/thumb'],
    [style('thumb').pipe(style('Round_1.v-2')), 'style/thumb|style/Round_1.v-2'],
    [image().rotate(90).pipe(style('thumb')), 'image/rotate,90|style/thumb'],
    [style('thumb').pipe(image().rotate(90)).format('png'), 'style/thumb|image/rotate,90/format,png'],
    [image().rotate(90).pipe(image()).rotate(180), 'image/rotate,90|image/rotate,180'],
    [
      image()
        .rotate(1)
        .pipe(image().rotate(2).pipe(image().rotate(3))),
      'image/rotate,1|image/rotate,2|image/rotate,3',
    ],
  ])('%s', (builder, text) => {
    expect(builder.toString()).toBe(text)
    expect(builder.toProcess()).toEqual(parse(text))
  })

  it('has a method for every operation, in camel case', () => {
    const methods = Object.keys(operations).map((name) =>
      name.replace(/-(.)/g, (_, letter) => letter.toUpperCase()),
    )
    expect(Object.keys(image()).sort()).toEqual(
      [...methods, 'pipe', 'stages', 'toProcess', 'toString'].sort(),
    )
  })

  it('never changes', () => {
    const small = image().resize({ width: 100 })
    expect([
      `${small.rotate(90)}`,
      `${small.format('png')}`,
      `${small.pipe(style('thumb'))}`,
      `${small}`,
    ]).toEqual([
      'image/resize,w_100/rotate,90',
      'image/resize,w_100/format,png',
      'image/resize,w_100|style/thumb',
      'image/resize,w_100',
    ])
  })

  it.each<[case_: string, build: () => unknown, code: string]>([
    ['a value out of range', () => image().rotate(361), 'InvalidArgument'],
    ['nothing to go by', () => image().resize({}), 'MissingArgument'],
    // @ts-expect-error resize takes names
    ['a lone value where names belong', () => image().resize(100), 'MissingArgument'],
    // @ts-expect-error there is no such name
    ['an unknown name', () => image().resize({ w: 100 }), 'InvalidArgument'],
    [
      'a percentage of no main image',
      () => image().resize({ mainPercent: 30 }).toProcess(),
      'InvalidArgument',
    ],
    [
      'a watermark on a watermark',
      // @ts-expect-error a watermark does not prepare an image
      () => image().watermark({ image: { key: 'a', process: { actions: [{ type: 'watermark' }] } } }),
      'InvalidArgument',
    ],
    ['no operation', () => image().toProcess(), 'InvalidArgument'],
    ['info with company', () => image().rotate(90).info().toProcess(), 'InvalidArgument'],
  ])('refuses %s', (_, build, code) => {
    expect(build).toThrow(GrammarError)
    expect(build).toThrow(expect.objectContaining({ code }))
  })
})

describe('style()', () => {
  it.each(['', 'a/b', 'a|image', 'a%41', 'a b', 'ü', 'a'.repeat(64)])('refuses %j', (name) => {
    expect(() => style(name)).toThrow(ClientError)
    expect(() => style(name)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }))
  })
})

describe('types', () => {
  it('come from the grammar', () => {
    expectTypeOf<ImageBuilder['resize']>().parameters.toEqualTypeOf<[input: InputFor<'resize'>]>()
    expectTypeOf<ImageBuilder['watermark']>().parameters.toEqualTypeOf<[input: InputFor<'watermark'>]>()
    expectTypeOf<ImageBuilder['rotate']>().parameters.toEqualTypeOf<[input: InputFor<'rotate'> | number]>()
    expectTypeOf<ImageBuilder['quality']>().parameters.toEqualTypeOf<[input: InputFor<'quality'> | number]>()
    expectTypeOf<ImageBuilder['autoOrient']>().parameter(0).extract<boolean>().toEqualTypeOf<boolean>()
    expectTypeOf<ImageBuilder['format']>().parameter(0).extract<'png'>().toEqualTypeOf<'png'>()
    expectTypeOf<ImageBuilder['format']>().parameter(0).extract<'psd'>().toBeNever()
    expectTypeOf<ImageBuilder['circle']>().parameters.toEqualTypeOf<[input: InputFor<'circle'> | number]>()
    expectTypeOf<ImageBuilder['averageHue']>().parameters.toEqualTypeOf<[]>()
    expectTypeOf<ImageBuilder['info']>().parameters.toEqualTypeOf<[]>()
    expectTypeOf<ImageBuilder['rotate']>().returns.toEqualTypeOf<ImageBuilder>()
  })

  it('follow the last stage', () => {
    expectTypeOf(style('a').pipe(image())).toEqualTypeOf<ImageBuilder>()
    expectTypeOf(image().pipe(style('a'))).toEqualTypeOf<ProcessBuilder>()
    expectTypeOf<ProcessBuilder>().not.toHaveProperty('resize')
    expectTypeOf<ProcessBuilder>().toExtend<Process>()
  })
})
