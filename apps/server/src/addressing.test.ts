import { expect, it } from 'vitest'
import { address, type Domains, hostName, mayBeDomain, splitTarget } from './addressing.ts'

const domains: Domains = {
  baseHosts: ['localhost', 'example.com', 'oss.example.com'],
  cnames: { 'img.example.com': 'photos' },
}
const at = (host: string, target: string) => {
  const { authority, rest } = splitTarget(host, target)
  return address(hostName(authority), rest, domains)
}

it.each([
  // [host, target, kind, bucket, key], row by row of the addressing table
  ['img.example.com', '/a/b.jpg', 'object', 'photos', 'a/b.jpg'],
  ['IMG.example.com:9000', '/', 'bucket', 'photos', ''],
  ['127.0.0.1:9000', '/photos/a.jpg', 'object', 'photos', 'a.jpg'],
  ['127.0.0.1', '/photos', 'bucket', 'photos', ''],
  ['127.0.0.1', '/photos/', 'bucket', 'photos', ''],
  ['127.0.0.1', '/', 'service', '', ''],
  ['127.0.0.1', '///', 'service', '', ''],
  ['[::1]:9000', '/photos/a.jpg', 'object', 'photos', 'a.jpg'],
  ['[::ffff:127.0.0.1]', '/photos/a.jpg', 'object', 'photos', 'a.jpg'],
  ['localhost:9000', '/photos/a.jpg', 'object', 'photos', 'a.jpg'],
  ['localhost.', '/photos/a.jpg', 'object', 'photos', 'a.jpg'],
  ['photos.localhost:9000', '/a.jpg', 'object', 'photos', 'a.jpg'],
  ['photos.localhost', '/', 'bucket', 'photos', ''],
  ['photos.oss.example.com', '/a.jpg', 'object', 'photos', 'a.jpg'],
  ['oss.example.com', '/photos/a.jpg', 'object', 'photos', 'a.jpg'],
  ['photos.oss-cn-hangzhou.aliyuncs.com', '/a.jpg', 'object', 'photos', 'a.jpg'],
  ['photos.cn-hangzhou.oss.aliyuncs.com', '/a.jpg', 'object', 'photos', 'a.jpg'],
  ['oss-cn-hangzhou.aliyuncs.com', '/photos/a.jpg', 'object', 'photos', 'a.jpg'],
  ['.oss-cn-hangzhou.aliyuncs.com', '/', 'service', '', ''],
  ['imgserver:9000', '/photos/a.jpg', 'object', 'photos', 'a.jpg'],
  ['', '/photos/a.jpg', 'object', 'photos', 'a.jpg'],
])('%s %s is the %s %s %s', (host, target, kind, bucket, key) => {
  expect(at(host, target)).toMatchObject({ kind, bucket, key })
})

it.each([
  // the key is what the wire says, decoded once
  ['/photos/a%2Fb.jpg', 'a/b.jpg'],
  ['/photos/a//b.jpg', 'a//b.jpg'],
  ['/photos/../../etc/passwd', '../../etc/passwd'],
  ['/photos/a/./b', 'a/./b'],
  ['/photos/a+b%2Bc.jpg', 'a+b+c.jpg'],
  ['/photos/%25.jpg', '%.jpg'],
  ['/photos/%E7%85%A7%E7%89%87.jpg', '照片.jpg'],
  ['/photos/a#b.jpg', 'a#b.jpg'],
  ['/photos/%EF%BB%BFa', '\ufeffa'],
  ['http://photos.localhost/a.jpg', 'a.jpg'],
])('%s has the key %s', (target, key) => {
  expect(at('127.0.0.1', target)).toMatchObject({ kind: 'object', bucket: 'photos', key })
})

it.each([
  ['/-/health', 'health'],
  ['/-/health?verbose', 'health'],
  ['/-/', ''],
])('%s is the own path %j where the path names the bucket', (target, key) => {
  expect(at('127.0.0.1', target)).toMatchObject({ kind: 'server', key })
})

it("leaves reserved paths to a bucket's own host", () => {
  expect(at('photos.localhost', '/-/health')).toMatchObject({ kind: 'object', key: '-/health' })
})

it.each([
  ['127.0.0.1', '/ab/a.jpg'],
  ['127.0.0.1', '/Photos/a.jpg'],
  ['127.0.0.1', '/-photos/a.jpg'],
  ['127.0.0.1', '/photos-/a.jpg'],
  ['127.0.0.1', '/pho.tos/a.jpg'],
  ['127.0.0.1', '/-'],
  ['127.0.0.1', `/${'a'.repeat(64)}/a.jpg`],
  ['a.b.localhost', '/a.jpg'],
  ['no_good.localhost', '/a.jpg'],
])('%s %s names no possible bucket', (host, target) => {
  expect(() => at(host, target)).toThrow(expect.objectContaining({ code: 'InvalidBucketName' }))
})

it.each([
  ['/photos//a.jpg'],
  ['/photos/%2Fa.jpg'],
  ['/photos/%5Ca.jpg'],
  ['/photos/\\a.jpg'],
  ['/photos/%zz'],
  ['/photos/%'],
  ['/photos/%ff.jpg'],
  ['/photos/%C0%AF'],
  [`/photos/${'a'.repeat(1024)}`],
  [`/photos/${'%E7%85%A7'.repeat(342)}`],
])('%s names no possible object', (target) => {
  expect(() => at('127.0.0.1', target)).toThrow(expect.objectContaining({ code: 'InvalidObjectName' }))
})

it('takes a key of 1023 bytes', () => {
  expect(at('127.0.0.1', `/photos/${'%E7%85%A7'.repeat(341)}`).key).toHaveLength(341)
})

it.each([
  ['?x-oss-process=image/resize,w_100', 'image/resize,w_100'],
  ['?x-oss-process=image%2Fresize%2Cw_100', 'image%2Fresize%2Cw_100'],
  ['?x-oss-process=image/watermark,text_a+b==&Expires=1', 'image/watermark,text_a+b=='],
  ['?a=b&x-oss-process=style/thumb&x-oss-process=image/info', 'style/thumb'],
  ['?x%2Doss%2Dprocess=image/info', 'image/info'],
  ['?x-oss-process=image/info?b', 'image/info?b'],
  ['?x-oss-process=', undefined],
  ['?x-oss-process', undefined],
  ['?x-oss-process&x-oss-process=image/info', undefined],
  ['?X-Oss-Process=image/info', undefined],
  ['', undefined],
])('the process of %j is %j', (query, process) => {
  expect(at('127.0.0.1', `/photos/a.jpg${query}`).process).toBe(process)
})

it('decodes the query as form data, in the order of the wire', () => {
  expect(at('127.0.0.1', '/photos?acl&prefix=a+b%2F&x=').query).toEqual([
    ['acl', ''],
    ['prefix', 'a b/'],
    ['x', ''],
  ])
})

it.each([
  ['photos.example.net', true],
  ['photos.example.com', true],
  ['example.com', false],
  ['img.example.com', false],
  ['127.0.0.1', false],
  ['::1', false],
  ['', false],
])('%j may be the domain of a bucket: %s', (host, expected) => {
  expect(mayBeDomain(host, domains)).toBe(expected)
})
