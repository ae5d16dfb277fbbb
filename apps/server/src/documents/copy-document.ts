import { quoted } from '../object-headers.ts'
import type { ObjectRecord } from '../storage/storage.ts'
import { xmlDocument } from './xml.ts'

/** A copy as CopyObject answers it. Source: OSS, "CopyObject". */
export function copyDocument({ etag, lastModified }: ObjectRecord): string {
  return xmlDocument([
    'CopyObjectResult',
    [
      ['ETag', quoted(etag)],
      ['LastModified', lastModified.toISOString()],
    ],
  ])
}
