const URL_SAFE = /^[A-Za-z0-9_+-]*$/
const EITHER = /^[A-Za-z0-9_+/-]*$/

/** Which letters a base64 value may use: `+` stands beside `-` everywhere, `/` only where nothing splits on it. */
export type Alphabet = 'url-safe' | 'either'

/**
 * Base64 → UTF-8 text, padded or not. `undefined` when it is not decodable: a letter outside the
 * alphabet, a length that no bytes give, or bytes that are not UTF-8.
 * Source: OSS, "Image watermarks" (encoding) and the samples of the official SDKs.
 */
export function decodeBase64(text: string, alphabet: Alphabet = 'url-safe'): string | undefined {
  const letters = withoutPadding(text)
  if (!(alphabet === 'either' ? EITHER : URL_SAFE).test(letters) || letters.length % 4 === 1) return undefined
  const binary = atob(letters.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** A loop, because a pattern anchored at the end tries again from every `=` before it. */
function withoutPadding(text: string): string {
  let end = text.length
  while (text[end - 1] === '=') end--
  return text.slice(0, end)
}

/** UTF-8 text → URL-safe base64 without padding, as OSS's newest pages write it. `panda.png` is `cGFuZGEucG5n`. */
export function encodeBase64(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** The length of `text` in UTF-8 bytes. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
