import type { Origin, PurgeFilter } from './result-cache.ts'

/** What is known of a kept picture beside its bytes: by this it is found when something changes. */
export type Tags = Pick<Origin, 'bucket' | 'key' | 'version' | 'styles' | 'marks'>

/** An object that has another content now, or none (`undefined`). */
export interface Change {
  readonly bucket: string
  readonly key: string
  readonly version: string | undefined
}

/** An object with the content that was used. */
interface Content extends Change {
  readonly version: string
}

/** The tags in `origin`, without what is not needed any more. */
export function tagsOf({ bucket, key, version, styles, marks }: Origin): Tags {
  return { bucket, key, version, styles, marks }
}

/** Tags as text, for `parseTags`. */
export function writeTags({ bucket, key, version, styles, marks }: Tags): string {
  return JSON.stringify([bucket, key, version, styles, marks.map((mark) => [mark.key, mark.version])])
}

/** What `writeTags` has written. Throws SyntaxError or TypeError for anything else. */
export function parseTags(text: string): Tags {
  const [bucket, key, version, styles, marks] = JSON.parse(text) as Written
  return { bucket, key, version, styles, marks: marks.map(([key, version]) => ({ key, version })) }
}

type Written = [string, string, string, string[], [string, string][]]

/** The objects that a picture was made of: the source first, then the marks. */
export function objectsOf({ bucket, key, version, marks }: Tags): readonly Content[] {
  return [{ bucket, key, version }, ...marks.map((mark) => ({ bucket, ...mark }))]
}

/** Whether a purge means the picture. */
export function matches(tags: Tags, filter: PurgeFilter): boolean {
  if (tags.bucket !== filter.bucket) return false
  if ('style' in filter) return tags.styles.includes(filter.style)
  if ('key' in filter) return objectsOf(tags).some(({ key }) => key === filter.key)
  return objectsOf(tags).some(({ key }) => key.startsWith(filter.prefix))
}

/** Whether the picture shows a content that the object has no more. */
export function isOutdated(tags: Tags, { bucket, key, version }: Change): boolean {
  return objectsOf(tags).some(
    (object) => object.bucket === bucket && object.key === key && object.version !== version,
  )
}
