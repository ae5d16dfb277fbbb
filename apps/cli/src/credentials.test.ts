import { expect, it } from 'vitest'
import { findCredentials } from './credentials.ts'

const OURS = { OSSIMG_ACCESS_KEY_ID: 'ours', OSSIMG_ACCESS_KEY_SECRET: 'our-secret' }
const THEIRS = { OSS_ACCESS_KEY_ID: 'theirs', OSS_ACCESS_KEY_SECRET: 'their-secret' }

it.each([
  ['the OSS_ pair', {}, THEIRS, ['theirs', 'their-secret', undefined]],
  ['the OSSIMG_ pair before the OSS_ pair', {}, { ...OURS, ...THEIRS }, ['ours', 'our-secret', undefined]],
  ['the token of its own pair', {}, { ...THEIRS, OSS_SESSION_TOKEN: 't' }, ['theirs', 'their-secret', 't']],
  ['no token of the other pair', {}, { ...OURS, OSS_SESSION_TOKEN: 't' }, ['ours', 'our-secret', undefined]],
  [
    'options before the environment',
    { accessKeyId: 'typed', accessKeySecret: 'typed-secret' },
    { ...OURS, OSSIMG_SESSION_TOKEN: 't' },
    ['typed', 'typed-secret', undefined],
  ],
  [
    'a typed ID with a secret from the environment',
    { accessKeyId: 'typed' },
    THEIRS,
    ['typed', 'their-secret', undefined],
  ],
])('takes %s', (_, options, env, [accessKeyId, accessKeySecret, securityToken]) => {
  expect(findCredentials(options, env)).toEqual({ accessKeyId, accessKeySecret, securityToken })
})

it.each([
  ['nothing is set', {}, {}],
  ['a secret is missing', { accessKeyId: 'typed' }, {}],
  ['a value is empty', {}, { ...THEIRS, OSS_ACCESS_KEY_SECRET: '' }],
  [
    'half of the OSSIMG_ pair would be completed with the OSS_ pair',
    {},
    { OSSIMG_ACCESS_KEY_ID: 'ours', ...THEIRS },
  ],
])('refuses when %s', (_, options, env) => {
  expect(() => findCredentials(options, env)).toThrow(
    expect.objectContaining({ code: 'Usage', message: expect.stringContaining('set OSSIMG_ACCESS_KEY_ID') }),
  )
})
