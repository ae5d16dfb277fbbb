import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { PassThrough, Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collect } from '../../test/bodies.ts'
import { BOUNDARY, FORM_TYPE, type FormEntry, formBody } from '../../test/forms.ts'
import { readForm } from './form-reader.ts'

/** A request with a body that comes in these pieces. */
function sent(
  pieces: Iterable<Buffer> | AsyncIterable<Buffer>,
  headers: object = FORM_TYPE,
): IncomingMessage {
  return Object.assign(Readable.from(pieces, { objectMode: false }), {
    headers,
  }) as unknown as IncomingMessage
}

/** Cuts a body at these places. */
function cut(body: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places.map((place) => place % (body.length + 1)).sort((a, b) => a - b), body.length]
  return sorted.slice(1).map((end, index) => body.subarray(sorted[index], end))
}

const refused = (code: string) => expect.objectContaining({ code })

const FILE: FormEntry = ['file', { content: 'hello', filename: 'a.txt', type: 'text/plain; charset=UTF-8' }]

async function read(request: IncomingMessage) {
  const form = await readForm(request)
  try {
    const content = await collect(form.file.content)
    return { fields: form.fields, ...form.file, content: content.toString('latin1') }
  } finally {
    await form.close()
  }
}

it('reads fields and the file, whatever comes behind it', async () => {
  const entries: FormEntry[] = [
    ['Key', 'a/图.jpg'],
    ['empty', ''],
    ['x', 'a\r\nb'],
    FILE,
    ['submit', 'Upload'],
  ]
  expect(await read(sent([formBody(entries)]))).toEqual({
    fields: [
      ['Key', 'a/图.jpg'],
      ['empty', ''],
      ['x', 'a\r\nb'],
    ],
    filename: 'a.txt',
    contentType: 'text/plain; charset=UTF-8',
    content: 'hello',
  })
})

it.each([
  ['text', { content: 'hello' }, undefined, undefined],
  [
    'nothing',
    { content: '', filename: '', type: 'application/octet-stream' },
    '',
    'application/octet-stream',
  ],
  ['a name in Chinese', { content: 'x', filename: '示例.jpg' }, '示例.jpg', undefined],
  ['a name in quotes', { content: 'x', filename: 'a\\"b.jpg' }, 'a"b.jpg', undefined],
  ['a path', { content: 'x', filename: 'C:\\dir\\a.jpg' }, 'C:\\dir\\a.jpg', undefined],
] as const)('the file may be %s', async (_, upload, filename, contentType) => {
  const { content } = upload
  expect(await read(sent([formBody([['FILE', upload]])]))).toMatchObject({ filename, contentType, content })
})

it('comes to the same, however the body is cut', async () => {
  const near = fc.constantFrom(
    '\r',
    '\n',
    '-',
    '--',
    '\r\n',
    `\r\n--${BOUNDARY.slice(0, -1)}`,
    `--${BOUNDARY}`,
    'x',
    '\0',
  )
  const text = fc.array(near, { maxLength: 12 }).map((pieces) => pieces.join(''))
  const isClean = (content: string) => !`\r\n${content}`.includes(`\r\n--${BOUNDARY}`)
  const property = fc.asyncProperty(
    text.filter(isClean),
    text.filter(isClean),
    fc.array(fc.nat(2000), { maxLength: 8 }),
    async (value, content, places) => {
      const body = formBody([
        ['a', value],
        ['file', { content, filename: 'x' }],
        ['b', value],
      ])
      expect(await read(sent(cut(body, places)))).toMatchObject({ fields: [['a', value]], content })
    },
  )
  await fc.assert(property, { numRuns: 150 })
})

it('reads a large file at the pace of its reader', async () => {
  const content = Buffer.alloc(8 << 20, 'abc\r\n--')
  let given = 0
  async function* body() {
    const whole = formBody([['file', { content, filename: 'x' }]])
    for (let at = 0; at < whole.length; at += 65_536) {
      given += 1
      yield whole.subarray(at, at + 65_536)
    }
  }
  const form = await readForm(sent(body()))
  await sleep(20)
  expect(given).toBeLessThan(16)
  expect((await collect(form.file.content)).equals(content)).toBe(true)
  await form.close()
})

describe('what is no form', () => {
  const whole = formBody([['key', 'a'], FILE])

  it.each([
    ['no type', {}],
    ['another type', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a kindred type', { 'content-type': `multipart/mixed; boundary=${BOUNDARY}` }],
    ['no boundary', { 'content-type': 'multipart/form-data' }],
    ['an empty boundary', { 'content-type': 'multipart/form-data; boundary=' }],
    ['too long a boundary', { 'content-type': `multipart/form-data; boundary=${'x'.repeat(71)}` }],
    ['another boundary', { 'content-type': 'multipart/form-data; boundary=other' }],
  ])('%s', async (_, headers) => {
    await expect(read(sent([whole], headers))).rejects.toThrow(refused('MalformedPOSTRequest'))
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['only a beginning', Buffer.from(`--${BOUNDARY}`)],
    ['a part without end', whole.subarray(0, whole.indexOf('hello') + 3)],
    ['no last delimiter', whole.subarray(0, whole.lastIndexOf(BOUNDARY))],
    ['half a last delimiter', whole.subarray(0, whole.lastIndexOf('--\r\n'))],
    [
      'a field that is not UTF-8',
      formBody([['key', 'a?'], FILE]).map((byte) => (byte === 0x3f ? 0xff : byte)),
    ],
    ['a name that is not UTF-8', formBody([['k?', 'a'], FILE]).map((byte) => (byte === 0x3f ? 0xff : byte))],
  ])('%s', async (_, body) => {
    await expect(read(sent([Buffer.from(body)]))).rejects.toThrow(refused('MalformedPOSTRequest'))
  })

  it('a boundary in quotes is one', async () => {
    const headers = { 'content-type': `Multipart/Form-Data; charset=utf-8; Boundary="${BOUNDARY}"` }
    expect(await read(sent([whole], headers))).toMatchObject({ content: 'hello' })
  })

  it('text before and behind it does not count', async () => {
    const body = Buffer.concat([Buffer.from('preamble\r\n'), whole, Buffer.from('epilogue'.repeat(10_000))])
    expect(await read(sent([body]))).toMatchObject({ content: 'hello' })
  })
})

describe('files', () => {
  it.each([
    ['none', [['key', 'a']]],
    ['nothing at all', []],
    ['two', [FILE, FILE]],
    ['a second one later', [FILE, ['a', 'b'], FILE]],
    ['one under another name', [['upload', { content: 'x', filename: 'x' }]]],
  ] as [string, FormEntry[]][])('%s', async (_, entries) => {
    const code = 'IncorrectNumberOfFilesInPOSTRequest'
    await expect(read(sent([formBody(entries)]))).rejects.toThrow(refused(code))
  })
})

describe('limits', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index): FormEntry => [`f${index}`, 'x'])

  it('99 fields and the file pass', async () => {
    expect((await read(sent([formBody([...many(99), FILE])]))).fields).toHaveLength(99)
  })

  it.each([
    ['too many fields', [...many(100), FILE]],
    ['far too many', [...many(1001), FILE]],
    ['too many behind the file', [FILE, ...many(1001)]],
    ['a value that is too long', [['a', 'x'.repeat(65_536)], FILE]],
    ['values that are too long together', [['a', 'x'.repeat(40_000)], ['b', 'x'.repeat(40_000)], FILE]],
    ['a name that is too long', [['x'.repeat(66_000), 'a'], FILE]],
    ['a file under another name', [['upload', { content: Buffer.alloc(1 << 20), filename: 'x' }], FILE]],
  ] as [string, FormEntry[]][])('%s', async (_, entries) => {
    await expect(read(sent([formBody(entries)]))).rejects.toThrow(
      refused('MaxPOSTPreDataLengthExceededError'),
    )
  })

  it('a part of endless headers', async () => {
    const body = formBody([['key', 'a'], FILE])
    const headers = Buffer.from('X-Header: y\r\n'.repeat(20_000))
    const at = body.indexOf('Content-Disposition')
    const bloated = Buffer.concat([body.subarray(0, at), headers, body.subarray(at)])
    await expect(read(sent([bloated]))).rejects.toMatchObject({ code: 'MaxPOSTPreDataLengthExceededError' })
  })
})

describe('a body that breaks off', () => {
  const body = formBody([
    ['key', 'a'],
    ['file', { content: Buffer.alloc(1 << 20), filename: 'x' }],
  ])

  it.each([
    ['before the file', 100],
    ['in the file', 200_000],
  ])('%s: the fault is told', async (_, length) => {
    async function* broken() {
      yield body.subarray(0, length)
      await sleep(5)
      throw new Error('hung up')
    }
    await expect(read(sent(broken()))).rejects.toThrow('hung up')
  })

  it('is not waited for', async () => {
    const connection = new PassThrough()
    const reading = read(Object.assign(connection, { headers: FORM_TYPE }) as unknown as IncomingMessage)
    connection.write(body.subarray(0, 200_000))
    reading.catch(() => undefined)
    await sleep(10)
    connection.destroy()
    await expect(reading).rejects.toThrow('Premature close')
  })
})

describe('Content-MD5', () => {
  const body = formBody([['key', 'a'], FILE, ['submit', 'x']])
  const md5 = (content: Buffer) => createHash('md5').update(content).digest('base64')

  it('of the whole body passes', async () => {
    const headers = { ...FORM_TYPE, 'content-md5': md5(body) }
    expect(await read(sent(cut(body, [10, 90, 300]), headers))).toMatchObject({ content: 'hello' })
  })

  it('of anything else does not', async () => {
    const headers = { ...FORM_TYPE, 'content-md5': md5(Buffer.from('hello')) }
    await expect(read(sent([body], headers))).rejects.toThrow(refused('InvalidDigest'))
  })
})

it('leaves the rest of a body to whoever comes next when it is closed early', async () => {
  const body = formBody([
    ['key', 'a'],
    ['file', { content: Buffer.alloc(4 << 20), filename: 'x' }],
  ])
  const request = sent(
    cut(
      body,
      Array.from({ length: 100 }, (_, index) => index * 40_000),
    ),
  )
  const form = await readForm(request)
  await form.close()
  request.resume()
  await once(request, 'end')
})
