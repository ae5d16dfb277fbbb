import { describe, expect, it } from 'vitest'
import { collect } from '../../test/bodies.ts'
import {
  fieldMap,
  readFormKey,
  readFormProperties,
  readFormType,
  readSuccessAction,
  redirection,
  sized,
} from './post-form.ts'

const file = (filename?: string, contentType?: string) => ({ filename, contentType, content: body() })
async function* body(...pieces: string[]) {
  for (const piece of pieces) yield Buffer.from(piece)
}

describe('fieldMap', () => {
  it('knows names in any case, and the first of a name', () => {
    const fields = fieldMap(
      [
        ['Key', 'a'],
        ['KEY', 'b'],
        ['__proto__', 'c'],
      ],
      {},
    )
    expect([...fields].sort()).toEqual([
      ['__proto__', 'c'],
      ['key', 'a'],
    ])
  })

  it('takes an ACL from the headers, where the form has none', () => {
    const headers = { 'x-oss-object-acl': 'private', 'x-oss-storage-class': 'IA' }
    expect([...fieldMap([], headers)]).toEqual([['x-oss-object-acl', 'private']])
    expect(fieldMap([['X-Oss-Object-Acl', 'public-read']], headers).get('x-oss-object-acl')).toBe(
      'public-read',
    )
  })
})

describe('readFormKey', () => {
  it.each([
    ['a/b.jpg', 'x.jpg', 'a/b.jpg'],
    [`uploads/\${filename}`, 'x.jpg', 'uploads/x.jpg'],
    [`\${filename}/\${filename}`, 'x', 'x/x'],
    [`\${filename}`, 'dir/sub/x.jpg', 'x.jpg'],
    [`\${filename}`, '../../etc/passwd', 'passwd'],
    [`\${filename}`, 'C:\\dir\\x.jpg', 'x.jpg'],
    [`\${filename}`, `$&$1\${filename}`, `$&$1\${filename}`],
    [`u/\${filename}`, undefined, 'u/'],
    [`照片/\${filename}`, '示例.jpg', '照片/示例.jpg'],
  ])('%s of %s is %s', (key, filename, expected) => {
    expect(readFormKey(new Map([['key', key]]), file(filename))).toBe(expected)
  })

  it.each([
    ['', 'x'],
    [`\${filename}`, undefined],
    [`\${filename}`, 'dir/'],
    ['/a', 'x'],
    ['\\a', 'x'],
    ['a'.repeat(1024), 'x'],
    [`\${filename}`, 'x'.repeat(1024)],
  ])('"%.20s" of %.20s is none', (key, filename) => {
    const refused = expect.objectContaining({ code: 'InvalidObjectName' })
    expect(() => readFormKey(new Map([['key', key]]), file(filename))).toThrow(refused)
  })

  it('must be there', () => {
    const message =
      "Bucket POST must contain a field named 'key'. If it is specified, please check the order of the fields."
    const refused = expect.objectContaining({ code: 'InvalidArgument', message })
    expect(() => readFormKey(new Map(), file('x'))).toThrow(refused)
  })
})

it.each([
  [{ 'x-oss-content-type': 'a/a', 'content-type': 'c/c' }, 'b/b', 'a/a'],
  [{ 'content-type': 'c/c' }, 'B/b; charset=utf-8', 'B/b; charset=utf-8'],
  [{ 'content-type': 'c/c' }, undefined, 'c/c'],
  [{ 'content-type': 'c/c' }, '', 'c/c'],
  [{}, undefined, undefined],
])('the type of %j with a file of %s is %s', (fields, ofFile, expected) => {
  expect(readFormType(new Map(Object.entries(fields)), file('x', ofFile))).toBe(expected)
})

describe('readFormProperties', () => {
  const read = (fields: Record<string, string>, type?: string) =>
    readFormProperties(new Map(Object.entries(fields)), type)

  it('reads what an upload has in its headers, as bytes', () => {
    const fields = {
      'cache-control': 'no-cache',
      'content-disposition': 'attachment; filename="图"',
      expires: 'soon',
      'x-oss-meta-author': 'Jürgen',
      'x-oss-object-acl': 'public-read',
      'x-oss-storage-class': 'IA',
      'x-oss-forbid-overwrite': 'true',
      'if-match': 'not a header here',
      other: 'a\r\nb',
    }
    expect(read(fields, 'image/jpeg')).toEqual({
      contentType: 'image/jpeg',
      headers: {
        'cache-control': 'no-cache',
        'content-disposition': 'attachment; filename="\u00e5\u009b\u00be"',
        expires: 'soon',
      },
      userMetadata: { author: 'J\u00c3\u00bcrgen' },
      acl: 'public-read',
      storageClass: 'IA',
      forbidOverwrite: true,
    })
  })

  it.each(['cache-control', 'content-disposition', 'x-oss-meta-a', 'x-oss-storage-class'])(
    '%s cannot begin another header',
    (name) => {
      for (const value of ['a\r\nSet-Cookie: b', 'a\nb', 'a\rb', 'a\0b']) {
        const refused = expect.objectContaining({ code: 'InvalidArgument' })
        expect(() => read({ [name]: value })).toThrow(refused)
      }
    },
  )

  it('nor can the type', () => {
    expect(() => read({}, 'text/html\r\nSet-Cookie: a')).toThrow(
      expect.objectContaining({ code: 'InvalidArgument' }),
    )
  })

  it.each(['x-oss-meta-', 'x-oss-meta-a b', 'x-oss-meta-a:b', 'x-oss-meta-a\r\nb', 'x-oss-meta-ä'])(
    '%j names no header',
    (name) => {
      expect(() => read({ [name]: 'x' })).toThrow(expect.objectContaining({ code: 'InvalidArgument' }))
    },
  )

  it.each(['callback', 'x-oss-callback', 'x-oss-server-side-encryption', 'x-oss-tagging'])(
    '%s is not done',
    (name) => {
      const refused = expect.objectContaining({ code: 'NotImplemented', fields: { Header: name } })
      expect(() => read({ [name]: 'x' })).toThrow(refused)
    },
  )

  it('limits metadata', () => {
    expect(() => read({ 'x-oss-meta-a': 'x'.repeat(8192) })).toThrow(
      expect.objectContaining({ code: 'InvalidArgument' }),
    )
  })
})

describe('readSuccessAction', () => {
  const read = (fields: Record<string, string>) => readSuccessAction(new Map(Object.entries(fields)))

  it.each([
    ['200', 200],
    ['201', 201],
    ['204', 204],
    ['', 204],
    ['302', 204],
    ['x', 204],
  ])('status "%s" is %i', (success_action_status, status) => {
    expect(read({ success_action_status })).toEqual({ status })
  })

  it('goes to a page before all', () => {
    const fields = { success_action_redirect: 'https://example.com/done', success_action_status: '200' }
    expect(read(fields)).toEqual({ redirect: new URL('https://example.com/done') })
    expect(read({ success_action_redirect: '' })).toEqual({ status: 204 })
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    '//example.com/a',
    '/done',
    'ftp://example.com/',
    'http://',
    'https://example.com/\r\nSet-Cookie: a=b',
    'https://example.com/a b',
    ' https://example.com/',
  ])('%j is no page', (success_action_redirect) => {
    const refused = expect.objectContaining({ code: 'InvalidArgument' })
    expect(() => read({ success_action_redirect })).toThrow(refused)
  })
})

it.each([
  ['https://example.com', 'https://example.com/?bucket=b&key=a%26b+%E7%85%A7&etag=%22E%22'],
  [
    'https://example.com/done?x=a%20b#end',
    'https://example.com/done?x=a%20b&bucket=b&key=a%26b+%E7%85%A7&etag=%22E%22#end',
  ],
])('%s becomes %s', (page, location) => {
  expect(redirection(new URL(page), { bucket: 'b', key: 'a&b 照', etag: '"E"' })).toBe(location)
})

describe('sized', () => {
  it.each([
    [0, 5],
    [5, 5],
    [0, Number.POSITIVE_INFINITY],
  ])('lets 5 bytes pass from %d to %d', async (least, most) => {
    expect(String(await collect(sized(body('hel', 'lo'), { least, most })))).toBe('hello')
  })

  it('stops what is too large at once', async () => {
    const source = body('hel', 'lo', 'never')
    await expect(collect(sized(source, { least: 0, most: 4 }))).rejects.toMatchObject({
      code: 'EntityTooLarge',
      fields: { MaxSizeAllowed: '4' },
    })
    expect(await source.next()).toEqual({ done: true, value: undefined })
  })

  it('refuses what is too small', async () => {
    await expect(collect(sized(body('hel', 'lo'), { least: 6, most: 9 }))).rejects.toMatchObject({
      code: 'EntityTooSmall',
      fields: { MinSizeAllowed: '6', ProposedSize: '5' },
    })
  })
})
