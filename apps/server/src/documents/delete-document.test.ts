import { expect, it } from 'vitest'
import { deletedDocument, readDeletion } from './delete-document.ts'

const object = (key: string) => `<Object><Key>${key}</Key></Object>`
const deletion = (inner: string) => `<?xml version="1.0" encoding="UTF-8"?>\n<Delete>${inner}</Delete>`

it('reads the keys in their order, white space and entities included', () => {
  const body = deletion(
    `\n <Quiet>false</Quiet>\n ${['b', ' a ', 'x&amp;y&lt;', '&#39;&#x7167;', 'b'].map(object).join('\n ')}\n`,
  )
  expect(readDeletion(body)).toEqual({ keys: ['b', ' a ', 'x&y<', "'照", 'b'], quiet: false })
})

it.each([
  ['', false],
  ['<Quiet>false</Quiet>', false],
  ['<Quiet></Quiet>', false],
  ['<Quiet>true</Quiet>', true],
  ['<Quiet>True</Quiet>', true],
  ['<Quiet> true\n</Quiet>', true],
])('%s: quiet is %s', (element, quiet) => {
  expect(readDeletion(deletion(element + object('a'))).quiet).toBe(quiet)
})

it('takes a thousand keys', () => {
  expect(readDeletion(deletion(object('a').repeat(1000))).keys).toHaveLength(1000)
})

it.each([
  ['no XML', 'a.jpg', 'MalformedXML'],
  ['nothing', '', 'MalformedXML'],
  ['another document', '<Remove><Object><Key>a</Key></Object></Remove>', 'MalformedXML'],
  ['no object', deletion('<Quiet>true</Quiet>'), 'MalformedXML'],
  ['1001 keys', deletion(object('a').repeat(1001)), 'MalformedXML'],
  ['an object without key', deletion(`${object('a')}<Object></Object>`), 'MalformedXML'],
  ['an empty key', deletion(object('a') + object('')), 'MalformedXML'],
  ['two keys in one', deletion('<Object><Key>a</Key><Key>b</Key></Object>'), 'MalformedXML'],
  ['elements in a key', deletion('<Object><Key><A>b</A></Key></Object>'), 'MalformedXML'],
  ['a key that is too long', deletion(object('a') + object('照'.repeat(342))), 'InvalidObjectName'],
  ['a key that begins with a slash', deletion(object('/a')), 'InvalidObjectName'],
  ['half a character', deletion(object('a&#xD800;')), 'InvalidObjectName'],
  ['a version', deletion('<Object><Key>a</Key><VersionId>null</VersionId></Object>'), 'NotImplemented'],
  ['an empty version', deletion('<Object><Key>a</Key><VersionId></VersionId></Object>'), 'NotImplemented'],
])('refuses %s', (_, body, code) => {
  expect(() => readDeletion(body)).toThrow(expect.objectContaining({ code }))
})

it('takes a character of two halves', () => {
  expect(readDeletion(deletion(object('&#x1F600;'))).keys).toEqual(['😀'])
})

it('names the key that cannot be one', () => {
  expect(() => readDeletion(deletion(object('\\a')))).toThrow(
    expect.objectContaining({ fields: { ObjectName: '\\a' } }),
  )
})

it.each([
  ['none', '<Deleted><Key>a &amp;b/照</Key></Deleted><Deleted><Key>c</Key></Deleted>'],
  [
    'url',
    '<EncodingType>url</EncodingType><Deleted><Key>a%20%26b%2F%E7%85%A7</Key></Deleted><Deleted><Key>c</Key></Deleted>',
  ],
] as const)('tells what was deleted, encoded by %s', (encoding, inner) => {
  expect(deletedDocument(['a &b/照', 'c'], encoding)).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<DeleteResult>${inner}</DeleteResult>`,
  )
})
