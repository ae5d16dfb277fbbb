import { expect, it } from 'vitest'
import { objectUrl, urlInBucket } from './object-url.ts'

const sent = (host: string | undefined, originalUrl: string, protocol: 'http' | 'https' = 'http') => ({
  protocol,
  headers: { host },
  originalUrl,
})

it.each([
  [sent('localhost:9000', '/photos/a%20b.jpg?uploadId=1'), 'http://localhost:9000/photos/a%20b.jpg'],
  [sent('photos.localhost:9000', '/dir/a.jpg?uploadId=1'), 'http://photos.localhost:9000/dir/a.jpg'],
  [sent('example.com', '/dir%2Fa', 'https'), 'https://example.com/dir%2Fa'],
  [sent('proxy', 'http://photos.localhost/a?x=?'), 'http://photos.localhost/a'],
])('%j names %s', (request, url) => {
  expect(objectUrl(request)).toBe(url)
})

it.each([
  [sent('localhost:9000', '/photos'), 'http://localhost:9000/photos/dir/a%20b%3F.jpg'],
  [sent('localhost:9000', '/photos/'), 'http://localhost:9000/photos/dir/a%20b%3F.jpg'],
  [sent('photos.localhost', '/'), 'http://photos.localhost/dir/a%20b%3F.jpg'],
  [sent('photos.localhost', '/?x'), 'http://photos.localhost/dir/a%20b%3F.jpg'],
])('from %j a key in the bucket is %s', (request, url) => {
  expect(urlInBucket(request, 'dir/a b?.jpg')).toBe(url)
})
