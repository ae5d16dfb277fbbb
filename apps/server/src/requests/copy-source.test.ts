import { expect, it } from 'vitest'
import { readCopySource } from './copy-source.ts'

const wire = (text: string) => Buffer.from(text).toString('latin1')

it.each([
  ['/photos/a.jpg', 'a.jpg'],
  ['/photos/dir%2Fa%20b.jpg', 'dir/a b.jpg'],
  ['/photos/dir/a.jpg', 'dir/a.jpg'],
  ['/photos/a//b/', 'a//b/'],
  ['/photos/../a', '../a'],
  ['/photos/a+b%2Bc', 'a b+c'],
  ['/photos/%E7%85%A7%F0%9F%98%80', '照😀'],
  [wire('/photos/照'), '照'],
  ['/photos/a%2520b', 'a%20b'],
  ['/photos/a%3FversionId%3D1', 'a?versionId=1'],
  ['/photos/a?b', 'a?b'],
  ['/photos/%EF%BB%BFa', '\ufeffa'],
])('%s is the key %s', (header, key) => {
  expect(readCopySource(header)).toEqual({ bucket: 'photos', key })
})

it.each([
  '',
  '/',
  'photos/a',
  '/photos',
  '/photos/',
  '//a',
  '/Photos/a',
  '/photos//a',
  '/photos/%2Fa',
  '/photos/%ff',
  '/photos/\xff',
  '/photos/%zz',
  '/photos/%ED%A0%80',
  `/photos/${'a'.repeat(1024)}`,
  'https://localhost/photos/a',
])('%s names no object', (header) => {
  expect(() => readCopySource(header)).toThrow(
    expect.objectContaining({
      code: 'InvalidArgument',
      message: 'Copy Source must mention the source bucket and key: /sourcebucket/sourcekey',
      fields: expect.objectContaining({ ArgumentName: 'x-oss-copy-source' }),
    }),
  )
})

it.each(['/photos/a?versionId=CAEQ', '/photos/a?versionId', '/photos/a?versionId='])(
  '%s asks for a version',
  (header) => {
    expect(() => readCopySource(header)).toThrow(
      expect.objectContaining({ code: 'NotImplemented', message: expect.stringContaining('versionId') }),
    )
  },
)
