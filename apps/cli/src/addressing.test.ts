import { expect, it } from 'vitest'
import { resolveResource } from './addressing.ts'

const CAT = { bucket: 'photos', key: 'cat.jpg' }

it.each([
  ['an IPv4 address', 'http://127.0.0.1:9000/photos/cat.jpg', {}, CAT],
  ['an IPv6 address', 'http://[::1]:9000/photos/cat.jpg', {}, CAT],
  ['localhost', 'http://localhost:9000/photos/cat.jpg', {}, CAT],
  ['a name without dots', 'http://ossimg/photos/cat.jpg', {}, CAT],
  ['an endpoint of the service', 'https://oss-cn-hangzhou.aliyuncs.com/photos/cat.jpg', {}, CAT],
  ['a bucket before an endpoint', 'https://photos.oss-cn-hangzhou.aliyuncs.com/cat.jpg', {}, CAT],
  ['a bucket before localhost', 'http://photos.localhost:9000/cat.jpg', {}, CAT],
  ['a host in capitals', 'http://PHOTOS.example.com/cat.jpg', {}, CAT],
  ['a named bucket in the host', 'http://photos.example.com/cat.jpg', { bucket: 'photos' }, CAT],
  ['a named bucket in the path', 'http://img.example.com/photos/cat.jpg', { bucket: 'photos' }, CAT],
  ["a named bucket's own domain", 'http://img.example.com/cat.jpg', { bucket: 'photos' }, CAT],
  ['path style by word', 'http://img.example.com/photos/cat.jpg', { addressing: 'path' }, CAT],
  [
    'virtual-host style by word',
    'http://photos.example.com/photos/cat.jpg',
    { bucket: 'photos', addressing: 'virtual-host' },
    { bucket: 'photos', key: 'photos/cat.jpg' },
  ],
  ['a bucket alone', 'http://127.0.0.1/photos?acl', {}, { bucket: 'photos', key: '' }],
  ['a key with slashes', 'http://localhost/photos/a/b%2Fc', {}, { bucket: 'photos', key: 'a/b/c' }],
  ['an encoded key', 'http://localhost/photos/%E7%8C%AB+1.jpg', {}, { bucket: 'photos', key: '猫+1.jpg' }],
  [
    'a key with letters outside ASCII',
    'http://localhost/photos/猫.jpg',
    {},
    { bucket: 'photos', key: '猫.jpg' },
  ],
  [
    "one of the server's own paths",
    'http://127.0.0.1:9000/-/admin/buckets/photos/settings',
    {},
    { bucket: '-', key: 'admin/buckets/photos/settings' },
  ],
  [
    "one of the server's own paths, not decoded",
    'http://oss.example.com/-/a%2Fb',
    { addressing: 'path' },
    { bucket: '-', key: 'a%2Fb' },
  ],
  [
    "a bucket's host that has no such paths",
    'http://photos.localhost/-/health',
    {},
    { bucket: 'photos', key: '-/health' },
  ],
] as const)('finds bucket and key after %s', (_, url, hints, resource) => {
  expect(resolveResource(new URL(url), hints)).toEqual(resource)
})

it.each([
  ['no bucket in the path', 'http://127.0.0.1:9000/', {}, '"" is no bucket name'],
  ['a name that no bucket has', 'http://127.0.0.1/_x/cat.jpg', {}, '"_x" is no bucket name'],
  [
    'another bucket than named',
    'http://127.0.0.1/photos/a',
    { bucket: 'films' },
    'bucket photos, not with films',
  ],
  ["a path that is nobody's", 'http://127.0.0.1/-', {}, '"-" is no bucket name'],
  [
    "one of the server's own paths for a bucket",
    'http://127.0.0.1/-/health',
    { bucket: 'photos' },
    '"-" is no bucket name',
  ],
  ['a key that is not UTF-8', 'http://127.0.0.1/photos/%ff', {}, 'not percent-encoded UTF-8: %ff'],
])('refuses %s', (_, url, hints, message) => {
  expect(() => resolveResource(new URL(url), hints)).toThrow(
    expect.objectContaining({ code: 'Usage', message: expect.stringContaining(message) }),
  )
})
