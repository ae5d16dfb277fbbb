import { createHash } from 'node:crypto'
import { invalidPart, invalidPartOrder, partTooSmall } from './errors.ts'
import { MIN_PART_BYTES } from './limits.ts'
import type { Part, PartSelection } from './uploads.ts'

/**
 * The parts that an object is to be made of, out of those that were put. Throws InvalidPartOrder, InvalidPart,
 * EntityTooSmall, each with the part to blame. Source: OSS, "CompleteMultipartUpload".
 *
 * @param stored the parts of the upload `id`, in the order of their numbers
 */
export function chooseParts<Stored extends Part>(
  stored: readonly Stored[],
  selection: PartSelection,
  id: string,
): readonly Stored[] {
  const chosen = selection === 'all' ? stored : listedParts(stored, selection, id)
  if (chosen.length === 0) throw invalidPart({ UploadId: id })
  const small = chosen.slice(0, -1).find((part) => part.size < MIN_PART_BYTES)
  if (small) throw partTooSmall(blamed(small, id))
  return chosen
}

/**
 * The ETag of an object made of parts: the MD5 of their binary MD5s, and how many there are. Parts with the MD5 of
 * "hello" and of "world" give "065947336A2F2A95BA8899F3675C3BE6-2".
 */
export function multipartEtag(parts: readonly Pick<Part, 'etag'>[]): string {
  const digest = createHash('md5')
  for (const { etag } of parts) digest.update(etag, 'hex')
  return `${digest.digest('hex').toUpperCase()}-${parts.length}`
}

function listedParts<Stored extends Part>(
  stored: readonly Stored[],
  list: Exclude<PartSelection, 'all'>,
  id: string,
): readonly Stored[] {
  const disorder = list.find(({ number }, index) => number <= (list[index - 1]?.number ?? 0))
  if (disorder) throw invalidPartOrder(blamed(disorder, id))
  const byNumber = new Map(stored.map((part) => [part.number, part]))
  return list.map((listed) => {
    const part = byNumber.get(listed.number)
    if (part?.etag !== listed.etag.toUpperCase()) throw invalidPart(blamed(listed, id))
    return part
  })
}

function blamed({ number, etag }: Pick<Part, 'number' | 'etag'>, id: string) {
  return { PartNumber: `${number}`, UploadId: id, ETag: etag }
}
