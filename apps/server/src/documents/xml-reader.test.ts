import { describe, expect, it } from 'vitest'
import { readXml } from './xml-reader.ts'

const read = (body: string, markup = 1000) => readXml(body, 'Root', { markup })

it('reads texts and elements in their order', () => {
  const root = read('<?xml version="1.0"?>\n<Root><A> 1 </A><B><C>x</C></B><A>2</A><B><C>y</C></B></Root>')
  expect(root.texts('A')).toEqual([' 1 ', '2'])
  expect(root.text('A')).toBe(' 1 ')
  expect(root.children('B').map((each) => each.text('C'))).toEqual(['x', 'y'])
  expect(root.text('B')).toBeUndefined()
  expect(root.text('D')).toBeUndefined()
  expect(root.children('D')).toEqual([])
})

it.each([
  ['&lt;a&gt; &amp; &quot;b&apos;', '<a> & "b\''],
  ['a & b', 'a & b'],
  ['&#20013;&#x6587;', '中文'],
  ['&unknown;', '&unknown;'],
  ['&#x110000;', '&#x110000;'],
  ['&amp;lt;', '&lt;'],
])('reads %j as %j', (written, text) => {
  expect(read(`<Root><A>${written}</A></Root>`).text('A')).toBe(text)
})

it.each([
  ['nothing', ''],
  ['no XML', 'Root'],
  ['another root', '<Other/>'],
  ['an end too few', '<Root><A></Root>'],
  ['entities of its own', '<!DOCTYPE x [<!ENTITY a "b">]><Root>&a;</Root>'],
  ['a name of JavaScript', '<__proto__/>'],
])('refuses %s', (_, body) => {
  expect(() => read(body)).toThrow(expect.objectContaining({ code: 'MalformedXML' }))
})

describe('more markup than a document needs', () => {
  it.each([
    ['tags', '<a/>'],
    ['ampersands', '&'],
    ['opening tags', '<a>'],
  ])('%s are counted before they are read', (_, piece) => {
    const body = `<Root>${piece.repeat(998)}</Root>`
    expect(() => read(body, 999)).toThrow(expect.objectContaining({ code: 'MalformedXML' }))
  })

  it('is allowed up to the limit', () => {
    expect(read(`<Root>${'<a/>'.repeat(997)}</Root>`, 999).children('a')).toHaveLength(997)
  })
})
