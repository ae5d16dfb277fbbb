import { describe, expect, it } from 'vitest'
import { checkPolicy, readPolicy } from './post-policy.ts'

const encode = (text: string) => Buffer.from(text).toString('base64')
const expiration = '2026-01-15T09:00:00.000Z'
const encoded = (...conditions: unknown[]) => encode(JSON.stringify({ expiration, conditions }))

describe('readPolicy', () => {
  it('reads every form of condition', () => {
    const policy = readPolicy(
      encoded(
        { Bucket: 'photos' },
        ['eq', '$success_action_status', '201'],
        ['eq', 'key', 'a'],
        ['starts-with', '$Key', '图/'],
        ['in', '$content-type', ['image/jpeg', 'image/png']],
        ['not-in', '$cache-control', []],
      ),
    )
    expect(policy).toEqual({
      expiration: new Date(expiration),
      conditions: [
        { operator: 'eq', field: 'bucket', values: ['photos'] },
        { operator: 'eq', field: 'success_action_status', values: ['201'] },
        { operator: 'eq', field: 'key', values: ['a'] },
        { operator: 'starts-with', field: 'key', values: ['图/'] },
        { operator: 'in', field: 'content-type', values: ['image/jpeg', 'image/png'] },
        { operator: 'not-in', field: 'cache-control', values: [] },
      ],
      sizes: { least: 0, most: Number.POSITIVE_INFINITY },
    })
  })

  it('takes what all ranges have in common', () => {
    const ranges = [
      ['content-length-range', 1, 10],
      ['content-length-range', 5, 20],
    ]
    expect(readPolicy(encoded(...ranges)).sizes).toEqual({ least: 5, most: 10 })
  })

  it.each([
    ['2026-01-15T09:00:00Z', '2026-01-15T09:00:00.000Z'],
    ['2026-01-15T09:00:00.5Z', '2026-01-15T09:00:00.500Z'],
  ])('reads the expiration %s', (text, date) => {
    const document = encode(JSON.stringify({ expiration: text, conditions: [{ a: 'b' }] }))
    expect(readPolicy(document).expiration.toISOString()).toBe(date)
  })

  it('reads an escaped dollar sign, and a backslash before one', () => {
    const text = String.raw`{"expiration":"${expiration}","conditions":[["eq","$key","a\$b\\$c\\\\"]]}`
    expect(readPolicy(encode(text)).conditions[0]?.values).toEqual([String.raw`a$b\$c\\`])
  })

  it('reads base64 without its padding', () => {
    expect(readPolicy(encoded({ a: 'bc' }).replace(/=+$/, '')).conditions).toHaveLength(1)
  })

  const member = (text: string) => `{"expiration":"${expiration}","conditions":${text}}`
  it.each([
    ['nothing', '', '0006-00000202'],
    ['no base64', 'e30*', '0006-00000202'],
    ['two documents', `${encode('{}')}=e30=`, '0006-00000202'],
    ['what version 1 signs of a request', 'GET\n\n\n1768467600\n/photos/a', '0006-00000202'],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]).toString('base64'), '0006-00000203'],
    ['no JSON', encode('{'), '0006-00000204'],
    ['a list', encode('[]'), '0006-00000204'],
    ['null', encode('null'), '0006-00000204'],
    ['a text', encode('"x"'), '0006-00000204'],
    ['deep JSON', encode(`${'['.repeat(30_000)}${']'.repeat(30_000)}`), '0006-00000204'],
    [
      'another member',
      encode(`{"expiration":"${expiration}","conditions":[{"a":"b"}],"test":1}`),
      '0006-00000206',
    ],
    ['no conditions', encode(`{"expiration":"${expiration}"}`), '0006-00000207'],
    ['no expiration', encode('{"conditions":[{"a":"b"}]}'), '0006-00000208'],
    ['an expiration that is no date', encode('{"expiration":"soon","conditions":[{"a":"b"}]}'), undefined],
    [
      'an expiration of no time zone',
      encode('{"expiration":"2026-01-15T09:00:00","conditions":[{"a":"b"}]}'),
      undefined,
    ],
    ['the 13th month', encode('{"expiration":"2026-13-15T09:00:00Z","conditions":[{"a":"b"}]}'), undefined],
    ['a number as expiration', encode('{"expiration":2000000000000,"conditions":[{"a":"b"}]}'), undefined],
    ['conditions that are no list', encode(member('123')), '0006-00000214'],
    ['empty conditions', encode(member('[]')), '0006-00000215'],
    ['an empty condition', encode(member('[{}]')), '0006-00000216'],
    ['two fields in one condition', encode(member('[{"a":"b","c":"d"}]')), '0006-00000216'],
    ['a text as condition', encode(member('["a"]')), '0006-00000216'],
    ['null as condition', encode(member('[null]')), '0006-00000216'],
    ['deep conditions', encode(member(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)), '0006-00000216'],
    ['a condition without operator', encode(member('[["$key"]]')), '0006-00000216'],
    ['an unknown operator', encode(member('[["matches","$key","a"]]')), '0006-00000216'],
    ['an inherited operator', encode(member('[["constructor","$key","a"]]')), '0006-00000216'],
    ['too many items', encode(member('[["eq","$key","a","b"]]')), '0006-00000216'],
    ['a number as value', encode(member('[["eq","$success_action_status",201]]')), '0006-00000224'],
    ['a number in an object', encode(member('[{"success_action_status":201}]')), '0006-00000224'],
    ['a text for not-in', encode(member('[["not-in","$a","b"]]')), '0006-00000224'],
    ['a list for eq', encode(member('[["eq","$a",["b"]]]')), '0006-00000224'],
    ['a list in a list', encode(member('[["in","$a",[["b"]]]]')), '0006-00000224'],
    ['a size that is a text', encode(member('[["content-length-range",1,"9"]]')), '0006-00000221'],
    ['a negative size', encode(member('[["content-length-range",-1,9]]')), '0006-00000221'],
    ['a fraction', encode(member('[["content-length-range",0.5,9]]')), '0006-00000221'],
    ['an empty range', encode(member('[["content-length-range",20,10]]')), '0006-00000219'],
  ])('refuses %s', (_, text, ec) => {
    const refused = expect.objectContaining({
      code: 'InvalidPolicyDocument',
      message: expect.stringMatching(/^Invalid Policy: /),
      ec,
    })
    expect(() => readPolicy(text)).toThrow(refused)
  })
})

describe('checkPolicy', () => {
  const now = new Date('2026-01-15T08:30:00Z')
  const values = new Map([
    ['bucket', 'photos'],
    ['key', 'uploads/a.jpg'],
    ['content-type', 'image/jpeg'],
    ['empty', ''],
  ])
  const check = (...conditions: unknown[]) =>
    checkPolicy(readPolicy(encoded(...conditions)), { values, now, covered: [] })

  it.each([
    [{ bucket: 'photos' }],
    [['eq', '$key', 'uploads/a.jpg']],
    [['starts-with', '$key', 'uploads/']],
    [['starts-with', '$key', '']],
    [['in', '$content-type', ['image/png', 'image/jpeg']]],
    [['not-in', '$content-type', ['image/png']]],
    [['not-in', '$cache-control', ['no-cache']]],
    [['eq', '$empty', '']],
  ])('%j holds', (condition) => {
    expect(() => check(condition)).not.toThrow()
  })

  it.each([
    [{ bucket: 'other' }, '["eq", "$bucket", "other"]', '0006-00000227'],
    [['eq', '$key', 'uploads/'], '["eq", "$key", "uploads/"]', '0006-00000227'],
    [['starts-with', '$key', 'a'], '["starts-with", "$key", "a"]', '0006-00000227'],
    [['eq', 'content-type', 'IMAGE/JPEG'], '["eq", "$content-type", "IMAGE/JPEG"]', '0006-00000227'],
    [['in', '$content-type', ['a', 'b']], '["in", "$content-type", ["a", "b"]]', '0006-00000227'],
    [['in', '$content-type', []], '["in", "$content-type", []]', '0006-00000227'],
    [
      ['not-in', '$content-type', ['image/jpeg']],
      '["not-in", "$content-type", ["image/jpeg"]]',
      '0006-00000227',
    ],
    [['starts-with', '$cache-control', ''], '["starts-with", "$cache-control", ""]', '0006-00000226'],
    [['in', '$cache-control', ['']], '["in", "$cache-control", [""]]', '0006-00000226'],
    [{ constructor: 'x' }, '["eq", "$constructor", "x"]', '0006-00000226'],
  ])('%j does not', (condition, text, ec) => {
    const message = `Invalid according to Policy: Policy Condition failed: ${text}`
    const refused = expect.objectContaining({ code: 'AccessDenied', message, ec })
    expect(() => check({ bucket: 'photos' }, condition)).toThrow(refused)
  })

  it('ends with its expiration', () => {
    const policy = readPolicy(encoded({ bucket: 'photos' }))
    const at = (time: string) => () => checkPolicy(policy, { values, now: new Date(time), covered: [] })
    expect(at(expiration)).not.toThrow()
    const message = 'Invalid according to Policy: Policy expired.'
    expect(at('2026-01-15T09:00:01Z')).toThrow(expect.objectContaining({ code: 'AccessDenied', message }))
  })

  it('has to cover some fields', () => {
    const policy = readPolicy(encoded({ bucket: 'photos' }, ['starts-with', '$key', '']))
    const covering =
      (...covered: string[]) =>
      () =>
        checkPolicy(policy, { values, now, covered })
    expect(covering('bucket', 'key')).not.toThrow()
    const message = 'Invalid according to Policy: Extra input fields: x-oss-date'
    expect(covering('key', 'x-oss-date')).toThrow(
      expect.objectContaining({ code: 'AccessDenied', message, ec: '0006-00000228' }),
    )
  })
})
