/**
 * A text as `fetch` takes it in a header: its UTF-8 bytes, a character each. Beyond ASCII this is what makes
 * the bytes on the wire the ones that were signed.
 */
export function encodeHeader(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')
}

/** The text behind a header that `fetch` gives; the value itself where its bytes are not UTF-8. */
export function decodeHeader(value: string): string {
  const codes = Array.from(value, (character) => character.charCodeAt(0))
  if (codes.some((code) => code > 0xff)) return value // not bytes any more
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(codes))
  } catch {
    return value
  }
}

/** Headers by lower-case name; of two that differ in case only, the later. */
export function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
