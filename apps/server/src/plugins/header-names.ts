const SPECIAL: Readonly<Record<string, string>> = { etag: 'ETag', 'content-md5': 'Content-MD5' }

/** Names that have been asked for, with those of the wire; they all stand in the code, but for those of an owner's own. */
const known = new Map<string, string>()
const MOST_KNOWN = 200

/** A header's name as OSS writes it: `x-oss-request-id`, but `Content-Type` and `ETag`. */
export function wireName(name: string): string {
  const found = known.get(name)
  if (found !== undefined) return found
  const written = writtenName(name.toLowerCase())
  if (known.size < MOST_KNOWN) known.set(name, written)
  return written
}

function writtenName(lower: string): string {
  if (lower.startsWith('x-oss-')) return lower
  return SPECIAL[lower] ?? lower.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())
}
