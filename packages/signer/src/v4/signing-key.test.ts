import { createHmac } from 'node:crypto'
import { bytesToHex } from '@noble/hashes/utils.js'
import { expect, it } from 'vitest'
import type { Scope } from './scope.ts'
import { signingKey } from './signing-key.ts'

it('is the secret over day, region, product and terminator', () => {
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const key = hmac(hmac(hmac(hmac('aliyun_v4secret', '20260115'), 'cn-hangzhou'), 'oss'), 'aliyun_v4_request')
  const scope = { day: '20260115', region: 'cn-hangzhou', product: 'oss' } as const
  expect(bytesToHex(signingKey('secret', scope))).toBe(key.toString('hex'))
})

it.each<[part: string, change: { readonly accessKeySecret?: string } & Partial<Scope>]>([
  ['secret', { accessKeySecret: 'other' }],
  ['day', { day: '20260116' }],
  ['region', { region: 'cn-beijing' }],
  ['product', { product: 'oss-cloudbox' }],
])('is another one for another %s', (_, { accessKeySecret = 'secret', ...change }) => {
  const scope: Scope = { day: '20260115', region: 'cn-hangzhou', product: 'oss' }
  expect(signingKey(accessKeySecret, { ...scope, ...change })).not.toEqual(signingKey('secret', scope))
})
