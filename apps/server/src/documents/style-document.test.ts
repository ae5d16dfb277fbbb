import { expect, it } from 'vitest'
import { readStyleContent, styleDocument, styleListDocument } from './style-document.ts'

const at = new Date('2026-01-15T08:30:00Z')
const style = { name: 'thumb', content: 'image/resize,w_100&<', createdAt: at, modifiedAt: at }
const ELEMENT =
  '<Style><Name>thumb</Name><Content>image/resize,w_100&amp;&lt;</Content><Category>image</Category>' +
  '<CreateTime>Thu, 15 Jan 2026 08:30:00 GMT</CreateTime><LastModifyTime>Thu, 15 Jan 2026 08:30:00 GMT</LastModifyTime></Style>'

it('writes all five elements that SDKs read', () => {
  expect(styleDocument(style)).toBe(`<?xml version="1.0" encoding="UTF-8"?>\n${ELEMENT}`)
  expect(styleListDocument([style])).toContain(`<StyleList>${ELEMENT}</StyleList>`)
  expect(styleListDocument([])).toContain('<StyleList></StyleList>')
})

it.each([
  ['<Style><Content>image/resize,w_100</Content></Style>', 'image/resize,w_100'],
  ['<?xml version="1.0" encoding="UTF-8"?>\n<Style>\n <Content>image/info</Content>\n</Style>', 'image/info'],
  [
    '<Style xmlns="http://doc.oss-cn-hangzhou.aliyuncs.com"><Content>image/info</Content></Style>',
    'image/info',
  ],
  ['<Style><Name>x</Name><Content>image/info</Content></Style>', 'image/info'],
  ['<Style><Content>a&amp;b&lt;&#65;&#x42;</Content></Style>', 'a&b<AB'],
  ['<Style><Content>a&b&c;d</Content></Style>', 'a&b&c;d'],
  ['<Style><Content>&#99999999;</Content></Style>', '&#99999999;'],
  ['<Style><Content>123</Content></Style>', '123'],
  ['<Style><Content></Content></Style>', ''],
])('reads %j as %j', (body, content) => {
  expect(readStyleContent(body)).toBe(content)
})

it.each([
  '',
  'image/resize,w_100',
  '<Style>',
  '<Style></Style>',
  '<Style/>',
  '<Content>image/info</Content>',
  '<Style><Content>image/info</Style>',
  '<Style><Content><b>image/info</b></Content></Style>',
  '<Style><Content>a</Content><Content>b</Content></Style>',
  '<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Style><Content>&b;</Content></Style>',
  '{"Content":"image/info"}',
])('refuses %j', (body) => {
  expect(() => readStyleContent(body)).toThrow(expect.objectContaining({ code: 'MalformedXML' }))
})
