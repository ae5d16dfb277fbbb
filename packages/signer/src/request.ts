/**
 * The parts of a request that a signature covers. Addressing is done before: `bucket` and `key` are results,
 * not parts of a URL.
 */
export interface SignableRequest {
  /** The HTTP method. Signed in upper case. */
  readonly method: string
  /** The bucket's name; `''` for a request to the service. */
  readonly bucket: string
  /** The object key, decoded; `''` for a request to a bucket or to the service. */
  readonly key: string
  /** Name and value of each query parameter in wire order, decoded as form data, see `parseQuery`. */
  readonly query: readonly (readonly [name: string, value: string])[]
  /**
   * Names in any case. A header sent more than once is an array. Values are text: where a runtime hands out
   * the bytes as latin-1, as Node does, decode them as UTF-8 first.
   */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** Headers by lower-case name: values trimmed, those of one name joined with `,` in the order given. */
export function headersOf(request: SignableRequest): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  for (const [givenName, given] of Object.entries(request.headers)) {
    const values = typeof given === 'string' ? [given] : (given ?? [])
    if (values.length === 0) continue
    const name = givenName.toLowerCase()
    const value = values.map(trim).join(',')
    const earlier = headers.get(name)
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`)
  }
  return headers
}

/** `request` with these headers instead of those it has of the same names, in whatever case. */
export function replaceHeaders(
  request: SignableRequest,
  added: Readonly<Record<string, string>>,
): SignableRequest {
  const kept = Object.entries(request.headers).filter(([name]) => !Object.hasOwn(added, name.toLowerCase()))
  return { ...request, headers: { ...Object.fromEntries(kept), ...added } }
}

/** What a request is about, whatever its addressing: `/`, `/bucket/` or `/bucket/key`, not encoded. */
export function resourcePath({ bucket, key }: SignableRequest): string {
  return bucket === '' ? '/' : `/${bucket}/${key}`
}

/** The value of a query parameter, the first one if it is repeated. Names are case-sensitive. */
export function queryValue(request: SignableRequest, name: string): string | undefined {
  return request.query.find(([candidate]) => candidate === name)?.[1]
}

/** Strips what HTTP calls white space. `String.trim` strips more, such as U+00A0, which was signed. */
function trim(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && isSpace(value.charCodeAt(start))) start += 1
  while (end > start && isSpace(value.charCodeAt(end - 1))) end -= 1
  return value.slice(start, end)
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d
}
