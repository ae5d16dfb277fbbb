import { expect, it } from 'vitest'
import { memoryIo } from '../test/memory-io.ts'
import { readStyles } from './styles-file.ts'

const read = (text: string) => readStyles('s.json', memoryIo({ files: { 's.json': Buffer.from(text) } }).io)

it.each([
  ['an object', '{"thumb": "image/resize,w_100", "a.b-c": "info"}'],
  [
    'an array',
    '[{"name": "thumb", "content": "image/resize,w_100"}, {"name": "a.b-c", "content": "info", "created": 1}]',
  ],
  ['a file with a byte order mark', '\ufeff{"thumb": "image/resize,w_100", "a.b-c": "info"}'],
])('reads %s', async (_, text) => {
  expect(await read(text)).toEqual({ thumb: 'image/resize,w_100', 'a.b-c': 'info' })
})

it('reads names that objects have by birth', async () => {
  const styles = await read('{"__proto__": "image/info"}')
  expect(Object.entries(styles)).toEqual([['__proto__', 'image/info']])
})

it.each([
  ['no JSON', 'thumb: image/info', /^cannot read s\.json: .*JSON/],
  ['nothing', '', /^cannot read s\.json: .*JSON/],
  ['a text', '"image/info"', 'expected an object of names and contents'],
  ['null', 'null', 'expected an object of names and contents'],
  [
    'a content that is none',
    '{"a": "info", "thumb": {"w": 100}}',
    'the content of the style "thumb" is no text',
  ],
  ['an entry without content', '[{"name": "thumb"}]', 'the content of the style "thumb" is no text'],
  [
    'an entry without name',
    '[{"name": "a", "content": "info"}, {"content": "info"}]',
    'the name of style 2 is',
  ],
  ['an entry that is none', '[null]', 'the name of style 1 is no text'],
  [
    'a name that stands there twice',
    '[{"name": "thumb", "content": "info"}, {"name": "thumb", "content": "info"}]',
    'the style "thumb" stands there twice',
  ],
])('refuses %s, naming the file', async (_, text, message) => {
  await expect(read(text)).rejects.toMatchObject({
    code: 'File',
    message:
      typeof message === 'string'
        ? expect.stringContaining(`cannot read s.json: ${message}`)
        : expect.stringMatching(message),
  })
})

it('names a file that is not there', async () => {
  await expect(readStyles('none.json', memoryIo().io)).rejects.toMatchObject({
    code: 'File',
    message: 'cannot read none.json',
  })
})
