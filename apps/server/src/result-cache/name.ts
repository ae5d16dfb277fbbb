import { hash } from 'node:crypto'
import type { Origin } from './result-cache.ts'

/** Letters of the digest that a name keeps: 192 bits, so that nobody finds two origins of one name by trying. */
const NAME_LENGTH = 32

/**
 * The name of the picture that follows from `origin`: 32 letters of base64url. `styles` do not enter, for what they hold
 * stands in `process`; bucket and key do, so that no two owners ever share a picture.
 */
export function cacheName({ bucket, key, version, process, marks, revision }: Origin): string {
  // JSON tells where each text ends, so no two origins are written alike.
  const drawn = marks.map((mark) => [mark.key, mark.version])
  const text = JSON.stringify([bucket, key, version, process, drawn, revision])
  return hash('sha256', text, 'base64url').slice(0, NAME_LENGTH)
}
