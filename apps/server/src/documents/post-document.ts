import { quoted } from '../object-headers.ts'
import type { ObjectRecord } from '../storage/storage.ts'
import { xmlDocument } from './xml.ts'

/** What a form has stored, and where. Source: OSS, "PostObject". */
export function postDocument({ bucket, key, etag }: ObjectRecord, location: string): string {
  return xmlDocument([
    'PostResponse',
    [
      ['Bucket', bucket],
      ['Location', location],
      ['Key', key],
      ['ETag', quoted(etag)],
    ],
  ])
}
