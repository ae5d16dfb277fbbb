import type { FastifyRequest } from 'fastify'
import { splitTarget } from './addressing.ts'

/** What tells where a request was sent to. */
type Sent = Pick<FastifyRequest, 'protocol' | 'headers' | 'originalUrl'>

/**
 * The URL of the object that a request names, by the host and in the style of that request:
 * `http://localhost:9000/photos/a.jpg` or `http://photos.localhost:9000/a.jpg`.
 */
export function objectUrl(request: Sent): string {
  return `${request.protocol}://${placeOf(request)}`
}

/** The URL of an object in the bucket that a request names. */
export function urlInBucket(request: Sent, key: string): string {
  const place = placeOf(request)
  const path = key.split('/').map(encodeURIComponent).join('/')
  return `${request.protocol}://${place}${place.endsWith('/') ? '' : '/'}${path}`
}

/** Host and path as they came. */
function placeOf({ headers, originalUrl }: Sent): string {
  const { authority, rest } = splitTarget(headers.host ?? '', originalUrl)
  return authority + rest.replace(/\?.*$/s, '')
}
