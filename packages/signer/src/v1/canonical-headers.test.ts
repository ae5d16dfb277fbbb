import { expect, it } from 'vitest'
import { canonicalHeaders } from './canonical-headers.ts'

it.each([
  ['no header is nothing', {}, ''],
  [
    'other headers are not signed',
    { host: 'a', 'content-type': 'image/png', 'x-os': '1', 'x-amz-a': '1' },
    '',
  ],
  [
    'headers are sorted by lower-case name',
    { 'x-oss-Object-ACL': 'private', 'X-OSS-meta-b': '2', 'x-oss-meta-a': '1' },
    'x-oss-meta-a:1\nx-oss-meta-b:2\nx-oss-object-acl:private\n',
  ],
  ['a hyphen sorts before a letter', { 'x-oss-ab': '2', 'x-oss-a-b': '1' }, 'x-oss-a-b:1\nx-oss-ab:2\n'],
  ['values are trimmed and joined', { 'x-oss-a': [' 1', '2 '] }, 'x-oss-a:1,2\n'],
  ['an empty value stays', { 'x-oss-a': '' }, 'x-oss-a:\n'],
])('%s', (_, headers, expected) => {
  expect(canonicalHeaders({ method: 'GET', bucket: '', key: '', query: [], headers })).toBe(expected)
})
