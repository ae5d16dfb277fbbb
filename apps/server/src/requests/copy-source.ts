import type { Target } from '../addressing.ts'
import { invalidArgument, ServerError } from '../errors.ts'
import { isBucketName, keyFault } from '../names.ts'

/** The object that a copy is made of. */
export type CopySource = Pick<Target, 'bucket' | 'key'>

/**
 * Reads `x-oss-copy-source`, `/bucket/key` with the key percent-encoded. A plus sign is a space, for an official SDK
 * writes spaces so and none leaves a plus sign as it is.
 *
 * @param header one character a byte, as HTTP headers come.
 * @throws ServerError `InvalidArgument` unless it names a bucket and a key in UTF-8, `NotImplemented` for a version.
 *   Source: OSS, "CopyObject".
 */
export function readCopySource(header: string): CopySource {
  const [, bucket = '', rawKey = ''] = /^\/([^/]*)\/(.*)$/.exec(header) ?? []
  if (/\?versionId(=|$)/.test(rawKey))
    throw new ServerError('NotImplemented', 'The sub-resource versionId is not implemented.')
  const key = decodeKey(rawKey)
  if (isBucketName(bucket) && key !== undefined && keyFault(key) === undefined) return { bucket, key }
  const message = 'Copy Source must mention the source bucket and key: /sourcebucket/sourcekey'
  throw invalidArgument('x-oss-copy-source', Buffer.from(header, 'latin1').toString(), { message })
}

/** Undefined when it is not UTF-8, written out or percent-encoded. */
function decodeKey(raw: string): string | undefined {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return decodeURIComponent(decoder.decode(Buffer.from(raw, 'latin1')).replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
