import type { Target } from './addressing.ts'
import { isStyleName } from './names.ts'
import { unlessMissing } from './object-access.ts'
import type { StyleDelimiter } from './storage/bucket-settings.ts'
import type { Storage } from './storage/storage.ts'

/** An object's key and the style in which it is asked for. */
export interface StyledKey {
  readonly key: string
  readonly style: string
}

/**
 * Parts `example.jpg!thumb` at the last delimiter. Undefined when there is none, or no key before it, or what follows
 * cannot be a style's name. Source: OSS, Image Processing, "Styles", delimiters.
 */
export function splitStyledKey(key: string, delimiters: readonly StyleDelimiter[]): StyledKey | undefined {
  const at = Math.max(...delimiters.map((delimiter) => key.lastIndexOf(delimiter)), -1)
  const style = key.slice(at + 1)
  return at > 0 && isStyleName(style) ? { key: key.slice(0, at), style } : undefined
}

/**
 * What a request to read an object points at, a style in its key taken for its process. An object that has the whole
 * name comes first, and a name whose first part is no object's is left alone, so that the answer tells of the name that
 * was asked for. Throws NoSuchBucket.
 */
export async function readStyledTarget(storage: Storage, target: Target): Promise<Target> {
  if (target.process !== undefined) return target
  const { settings } = await storage.getBucket(target.bucket)
  const styled = splitStyledKey(target.key, settings.styleDelimiters)
  if (!styled) return target
  const exists = (key: string) => unlessMissing(storage.headObject(target.bucket, key))
  if ((await exists(target.key)) || !(await exists(styled.key))) return target
  return { ...target, key: styled.key, process: `style/${styled.style}` }
}
