import { describe, expect, it } from 'vitest'
import { elementAt, escapeXml, parseXml, textAt, textsIn } from './xml.ts'

describe('parseXml', () => {
  it.each([
    ['<a>007</a>', '007'],
    ['<a>1e3</a>', '1e3'],
    ['<a>true</a>', 'true'],
    ['<a></a>', ''],
    ['<a/>', ''],
    ['<a>\n  text\n</a>', 'text'],
    ['<a>line\nline</a>', 'line\nline'],
    ['<a b="c">d</a>', 'd'],
    ['<a>&lt;&amp;&gt;&quot;&apos;</a>', '<&>"\''],
    ['<a>&#39;&#x56fe;&amp;#39;</a>', "'图&#39;"],
    ['<a><![CDATA[<&>]]></a>', '<&>'],
  ])('%j says %j', (xml, text) => {
    expect(textAt(parseXml(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`), 'a')).toBe(text)
  })

  it.each(['', 'text', '{"a":"b"}', '<b>c</b>', '<a><c/></a>', '<__proto__><a>b</a></__proto__>'])(
    'finds no such text in %j',
    (text) => {
      expect(textAt(parseXml(text), 'a')).toBeUndefined()
    },
  )
})

it('keeps only texts, in document order', () => {
  const document = parseXml('<e><z>1</z><a>2</a><list><i>3</i></list><twice>4</twice><twice>5</twice></e>')
  expect(Object.entries(textsIn(elementAt(document, 'e')))).toEqual([
    ['z', '1'],
    ['a', '2'],
  ])
})

it('does not take what every object has for an element', () => {
  expect(elementAt(parseXml('<a><b>c</b></a>'), 'a', 'constructor')).toBeUndefined()
})

it('reads back what it escapes', () => {
  const text = `image/a,b_<&>"']]>&amp;`
  expect(textAt(parseXml(`<a>${escapeXml(text)}</a>`), 'a')).toBe(text)
})
