import { byteOrder } from '../byte-order.ts'

/** Whether version 4 signs a header, by its lower-case name, without being asked to. */
export function isSignedByDefault(name: string): boolean {
  return name === 'content-type' || name === 'content-md5' || name.startsWith('x-oss-')
}

/**
 * AdditionalHeaders: the further headers a signature covers, in lower case and in byte order. Those that are
 * signed anyway do not belong there and are left out: `Range`, `Host`, `x-oss-date` gives `host`, `range`.
 * Source: OSS, "Include a V4 signature in the Authorization header".
 */
export function additionalHeaderNames(names: readonly string[]): string[] {
  const lowerCased = new Set(names.map((name) => name.trim().toLowerCase()))
  return [...lowerCased].filter((name) => name !== '' && !isSignedByDefault(name)).sort(byteOrder)
}
