const encoder = new TextEncoder()

/**
 * The text with every byte of its UTF-8 but `A-Z a-z 0-9 - _ . ~` as `%XX`, upper-case: `a/照` is
 * `a%2F%E7%85%A7`.
 */
export function percentEncode(text: string): string {
  return Array.from(encoder.encode(text), encodeByte).join('')
}

function encodeByte(byte: number): string {
  const character = String.fromCharCode(byte)
  if (/[\w.~-]/.test(character)) return character
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
