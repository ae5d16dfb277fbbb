import { describe, expect, it } from 'vitest'
import { encodeBase64 } from './base64.ts'
import { parse } from './parse.ts'
import { references, textId } from './references.ts'
import { expandStyles } from './styles.ts'

const hello = 'image/watermark,text_SGVsbG8'

describe('references', () => {
  it.each(['image/resize,w_1', 'image/info', 'image/resize,w_1|sys/saveas,o_QQ'])('%s has none', (text) => {
    expect(references(parse(text))).toStrictEqual({ styles: [], images: [], texts: [] })
  })

  it('names styles once, in order of first use', () => {
    expect(references(parse('style/b|style/a|image/resize,w_1|style/b')).styles).toEqual(['b', 'a'])
  })

  it('gathers texts that look different, in order of first use, whatever their place', () => {
    const { texts } = references(
      parse(`${hello},size_20/watermark,text_QQ|${hello},g_nw,t_50|${hello},size_20,x_0,fill_1`),
    )
    expect(texts.map(({ content, size }) => [content, size])).toEqual([
      ['Hello', 20],
      ['A', 40],
      ['Hello', 40],
    ])
  })

  it('names images once, in order of first use, whatever is done to them', () => {
    const mark = (plain: string) => `image/watermark,image_${encodeBase64(plain)}`
    const process = parse(
      [
        `${mark('b.png?x-oss-process=image/resize,P_30')},g_nw/watermark,text_QQ`,
        `${mark('a.png')},text_SGVsbG8`,
        `${mark('b.png')},t_50`,
        mark('a%41.png'),
      ].join('|'),
    )
    expect(references(process)).toMatchObject({
      styles: [],
      images: ['b.png', 'a.png', 'a%41.png'],
      texts: [{ content: 'A' }, { content: 'Hello' }],
    })
  })

  it('finds the images of a style once it is expanded', () => {
    const process = expandStyles(parse('style/logo'), { logo: 'watermark,image_cGFuZGEucG5n' })
    expect(references(process)).toStrictEqual({ styles: [], images: ['panda.png'], texts: [] })
  })

  it('finds the texts of a style once it is expanded', () => {
    const process = parse('style/mark')
    expect(references(process)).toStrictEqual({ styles: ['mark'], images: [], texts: [] })
    const expanded = references(expandStyles(process, { mark: hello }))
    expect(expanded).toMatchObject({ styles: [], texts: [{ content: 'Hello' }] })
  })
})

describe('textId', () => {
  it.each([
    ['', 'text_SGVsbG8'],
    [',color_ff0000', 'text_SGVsbG8,color_FF0000'],
    [',size_40,rotate_0,type_d3F5LXplbmhlaQ', 'text_SGVsbG8'],
    [',rotate_90,shadow_5,type_d3F5LW1pY3JvaGVp', 'text_SGVsbG8,type_d3F5LW1pY3JvaGVp,shadow_5,rotate_90'],
    [',g_nw,x_0,t_1,fill_1', 'text_SGVsbG8'], // where it stands is not how it looks
  ])('of text_SGVsbG8%s is %s', (more, id) => {
    expect(references(parse(hello + more)).texts.map(textId)).toEqual([id])
  })
})
