import * as fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { expect, it } from 'vitest'
import { xmlDocument } from './xml.ts'

it('writes a declaration, tight leaves and no namespace', () => {
  expect(
    xmlDocument([
      'Error',
      [
        ['Code', 'NoSuchKey'],
        ['Fields', [['Key', 'a&b<c>']]],
      ],
    ]),
  ).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Fields><Key>a&amp;b&lt;c&gt;</Key></Fields></Error>',
  )
})

it.each([
  ['a\u0000b\u001bc', 'a\ufffdb\ufffdc'],
  ['\ud800', '\ufffd'],
  ['\uffff', '\ufffd'],
  ['line\r\nbreak\ttab', 'line&#13;\nbreak\ttab'],
  ['照片😀', '照片😀'],
])('%j becomes %j', (text, written) => {
  expect(xmlDocument(['Key', text])).toContain(`<Key>${written}</Key>`)
})

it('makes a well-formed document of any text, and the text comes back', () => {
  const parser = new XMLParser({ parseTagValue: false, trimValues: false })
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      const document = xmlDocument(['Key', text])
      expect(XMLValidator.validate(document)).toBe(true)
      if (/^[\x20-\x7e]*$/.test(text)) expect(parser.parse(document).Key).toBe(text)
    }),
  )
})
