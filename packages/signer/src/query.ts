// A UTF-8 character in percent notation. A few ill-formed ones match too; the decoder refuses them.
const CHARACTER =
  /%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}/gi

/** How a canonical query writes a parameter without value: `bare` is `acl`, `equals` is `acl=`. */
export type EmptyValues = 'bare' | 'equals'

/** A parameter as a canonical query writes it: `acl`, `x-oss-process=image/info`. Encodes nothing. */
export function writeParameter(name: string, value: string, emptyValues: EmptyValues): string {
  return value === '' && emptyValues === 'bare' ? name : `${name}=${value}`
}

/**
 * The parameters of a raw query string (without its `?`) in wire order, decoded as form data: `+` is a space,
 * then percent sequences are UTF-8. A bare name has the value `''`, empty pieces between `&` are dropped,
 * malformed sequences stay as they are. Never throws.
 * `a+b=%E7%85%A7&acl&c=%ff` gives `[['a b', '照'], ['acl', ''], ['c', '%ff']]`.
 */
export function parseQuery(rawQuery: string): [name: string, value: string][] {
  return rawQuery
    .split('&')
    .filter((piece) => piece !== '')
    .map((piece) => {
      const equals = piece.indexOf('=')
      return equals === -1
        ? [decode(piece), '']
        : [decode(piece.slice(0, equals)), decode(piece.slice(equals + 1))]
    })
}

function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text
  return text.replaceAll('+', ' ').replace(CHARACTER, decodeCharacter)
}

function decodeCharacter(sequence: string): string {
  try {
    return decodeURIComponent(sequence)
  } catch {
    return sequence // overlong, a surrogate or beyond Unicode
  }
}
