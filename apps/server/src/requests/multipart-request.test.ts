import { describe, expect, it } from 'vitest'
import { ServerError } from '../errors.ts'
import {
  readPartNumber,
  readPartSelection,
  readPartsRequest,
  readUploadsRequest,
  uploadsQuery,
} from './multipart-request.ts'

const ETAG = '5D41402ABC4B2A76B9719D911017C592'

describe('readPartNumber', () => {
  it.each([
    ['1', 1],
    ['10000', 10_000],
    ['007', 7],
  ])('%s is %i', (value, number) => {
    expect(readPartNumber([['partNumber', value]])).toBe(number)
  })

  it.each(['', '0', '10001', '-1', '1.5', '1e3', ' 1', 'one', '100000000000000000000'])(
    'refuses "%s"',
    (value) => {
      const fields = { ArgumentName: 'partNumber', ArgumentValue: value }
      const refused = expect.objectContaining({ code: 'InvalidArgument', fields })
      expect(() => readPartNumber([['partNumber', value]])).toThrow(refused)
    },
  )
})

describe('readPartSelection', () => {
  const part = (number: string, etag: string) =>
    `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`
  const list = (...parts: string[]) =>
    `<?xml version="1.0"?><CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`

  it.each([
    ['quoted', part('1', `"${ETAG}"`)],
    ['bare', part('1', ETAG)],
    ['with escaped quotes', part('1', `&quot;${ETAG}&quot;`)],
    ['with white space', part('\n 1\n ', `\n "${ETAG}"\n `)],
    ['ETag first', `<Part><ETag>${ETAG}</ETag><PartNumber>1</PartNumber></Part>`],
  ])('reads a part %s', (_, xml) => {
    expect(readPartSelection(list(xml), undefined)).toEqual([{ number: 1, etag: ETAG }])
  })

  it('keeps the order and the case of a list', () => {
    expect(readPartSelection(list(part('2', 'aB'), part('1', 'c')), 'no')).toEqual([
      { number: 2, etag: 'aB' },
      { number: 1, etag: 'c' },
    ])
  })

  it.each([
    ['no document', ''],
    ['text', 'hello'],
    ['another document', '<Delete></Delete>'],
    ['a part without number', list(`<Part><ETag>${ETAG}</ETag></Part>`)],
    ['a part without ETag', list('<Part><PartNumber>1</PartNumber></Part>')],
    ['an empty ETag', list(part('1', '""'))],
    ['a number that is none', list(part('one', ETAG))],
    ['a fraction', list(part('1.5', ETAG))],
    ['an entity of its own', `<!DOCTYPE a [<!ENTITY n "1">]>${list(part('&n;', ETAG))}`],
  ])('refuses %s', (_, xml) => {
    expect(() => readPartSelection(xml, undefined)).toThrow(expect.objectContaining({ code: 'MalformedXML' }))
  })

  it('takes all parts, and then no list', () => {
    expect(readPartSelection('', 'Yes')).toBe('all')
    const fields = { ArgumentName: 'x-oss-complete-all', ArgumentValue: 'yes' }
    const refused = expect.objectContaining({ code: 'InvalidArgument', fields })
    expect(() => readPartSelection(list(part('1', ETAG)), 'yes')).toThrow(refused)
  })

  it('reads 10,000 parts', () => {
    const parts = Array.from({ length: 10_000 }, (_, index) => part(String(index + 1), ETAG))
    expect(readPartSelection(list(...parts), undefined)).toHaveLength(10_000)
  })
})

describe('what lists are asked for', () => {
  it('by default the first thousand', () => {
    expect(readPartsRequest([])).toEqual({ marker: 0, maxParts: 1000, encoding: 'none' })
    const asked = readUploadsRequest([])
    expect(asked).toMatchObject({ keyMarker: '', uploadIdMarker: '', maxUploads: 1000, encoding: 'none' })
    expect(uploadsQuery(asked)).toEqual({ prefix: '', delimiter: '', after: undefined, limit: 1000 })
  })

  it.each([
    [[['key-marker', 'a']], { key: 'a', id: undefined }],
    [
      [
        ['key-marker', 'a'],
        ['upload-id-marker', 'B'],
      ],
      { key: 'a', id: 'B' },
    ],
    [[['upload-id-marker', 'B']], undefined],
  ] as const)('uploads behind %j', (query, after) => {
    expect(uploadsQuery(readUploadsRequest(query)).after).toEqual(after)
  })

  it.each([
    ['max-parts', '0'],
    ['max-parts', '1001'],
    ['max-parts', 'x'],
    ['part-number-marker', '-1'],
    ['part-number-marker', '1.5'],
    ['encoding-type', 'base64'],
  ])('ListParts refuses %s=%s', (name, value) => {
    expect(() => readPartsRequest([[name, value]])).toThrow(ServerError)
  })

  it.each([
    ['max-uploads', '0'],
    ['max-uploads', '1001'],
    ['encoding-type', 'x'],
    ['prefix', 'x'.repeat(1024)],
    ['key-marker', 'x'.repeat(1024)],
  ])('ListMultipartUploads refuses %s=%.9s', (name, value) => {
    const refused = expect.objectContaining({ code: 'InvalidArgument' })
    expect(() => readUploadsRequest([[name, value]])).toThrow(refused)
  })
})
