import * as v from 'valibot'
import { expect, it } from 'vitest'
import { JsonError, members, object, oneOf, problemText, readJson, text } from './json-document.ts'

const word = text('a word', (value) => /^\w+$/.test(value))
const words = v.array(word)

/** What is told of a document, line by line. */
function problemsOf(document: string, schema: v.GenericSchema): readonly string[] {
  try {
    readJson(document, schema)
  } catch (error) {
    if (error instanceof JsonError) return error.problems.map(problemText)
    throw error
  }
  return []
}

it('reads what the schema makes of a document', () => {
  const schema = object({ a: v.exactOptional(word), b: v.exactOptional(v.boolean(), true), c: members })
  expect(readJson('{"a":"x","c":{}}', schema)).toEqual({ a: 'x', b: true, c: new Map() })
  expect(Object.keys(readJson('{"c":{}}', schema))).toEqual(['b', 'c'])
})

it('reads members of any name', () => {
  const names = ['prototype', 'constructor', '__proto__', 'toString', 'a.b']
  const document = `{${names.map((name) => `"${name}":"x"`).join()}}`
  const schema = v.pipe(members, v.map(v.string(), word))
  expect([...readJson(document, schema).keys()]).toEqual(names)
})

it.each([
  ['a word', word, '"a b"', 'expected a word, received "a b"'],
  ['a word', word, '""', 'expected a word, received an empty text'],
  ['a word', word, '7', 'expected a word, received a number'],
  ['a word', word, 'true', 'expected a word, received a boolean'],
  ['a word', word, 'null', 'expected a word, received null'],
  ['a word', word, '["a"]', 'expected a word, received a list'],
  ['a word', word, '{}', 'expected a word, received an object'],
  ['a word', word, JSON.stringify(' '.repeat(98)), `expected a word, received "${' '.repeat(98)}"`],
  ['a word', word, JSON.stringify(' '.repeat(99)), 'expected a word, received a text of 99 characters'],
  ['one of a few', oneOf(['a', 'b']), '"c"', 'expected one of a, b, received "c"'],
  ['one of a few', oneOf(['a', 'b']), '["a"]', 'expected one of a, b, received a list'],
  ['a flag', v.boolean(), '"yes"', 'expected true or false, received "yes"'],
  ['a number', v.number('a number'), '"5"', 'expected a number, received "5"'],
  ['a list', words, '"hush"', 'expected a list, received a text'],
  ['a list', words, '{}', 'expected a list, received an object'],
  ['a list of some', v.pipe(words, v.nonEmpty()), '[]', 'expected at least one item, received 0'],
  ['a list of two', v.pipe(words, v.maxLength(2)), '["a","b","c"]', 'expected at most 2 items, received 3'],
  [
    'two members',
    v.pipe(members, v.maxSize(2)),
    '{"a":1,"b":1,"c":1}',
    'expected at most 2 members, received 3',
  ],
  ['members', members, '["hush"]', 'expected an object, received a list'],
  ['an object', object({ a: word }), '"hush"', 'expected an object, received a text'],
  ['an object', object({ a: word }), '["a"]', 'expected an object, received a list'],
  ['an object', object({ a: word }), 'null', 'expected an object, received null'],
  ['an object', object({ a: word }), '{}', 'a: missing'],
  [
    'an object',
    object({ a: v.unknown() }),
    '{"a":1,"toString":"hush"}',
    'toString: not known here; known are a',
  ],
])('%s: %s %s', (_, schema, document, problem) => {
  expect(problemsOf(document, schema)).toEqual([problem])
})

it('tells everything at once, each with its path', () => {
  const item = object({ name: word, tags: v.exactOptional(words) })
  const name = text('a short name', (given) => given.length < 4)
  const schema = object({
    items: v.array(item),
    by: v.pipe(members, v.map(name, object({ on: v.boolean() }))),
  })
  const document = {
    bye: 1,
    items: [
      { name: 'a b', tags: ['x', 'y z', 3] },
      { tag: [], names: [] },
    ],
    by: { 'a.b': { on: 1 }, long: { on: true } },
  }
  expect(problemsOf(JSON.stringify(document), schema)).toEqual([
    'items[0].name: expected a word, received "a b"',
    'items[0].tags[1]: expected a word, received "y z"',
    'items[0].tags[2]: expected a word, received a number',
    'items[1].name: missing',
    'items[1].tag: not known here; known are name, tags',
    'items[1].names: not known here; known are name, tags',
    'by["a.b"].on: expected true or false, received 1',
    'by.long: expected a short name, received "long"',
    'bye: not known here; known are items, by',
  ])
})

it.each([
  ['', 1, 1],
  ['{\n  "a": "x",\n}', 3, 1],
  ['{\r\n  "a": hush\r\n}', 2, 8],
  ['{"a": "hush', 1, 7],
  ['{"a": "hu\nsh"}', 1, 7],
  ['[1,]', 1, 4],
  ['[1] 2', 1, 5],
  ['{"a": 01}', 1, 8],
  ['// none\n{}', 1, 1],
])('tells of %j, which is no JSON, only where it is wrong', (document, line, column) => {
  expect(problemsOf(document, v.unknown())).toEqual([`no JSON from line ${line}, column ${column} on`])
})

it('tells of text that is nested too deep only that it is no JSON', () => {
  expect(problemsOf('['.repeat(65_536), v.unknown())).toEqual(['no JSON'])
})
