import { ClientError } from './errors.ts'

/**
 * Where the bucket stands. `path`: `http://host/bucket/key`. `virtual-host`: `http://bucket.host/key`.
 * `custom-domain`: the host is bound to the bucket, `http://host/key`.
 */
export type Addressing = 'path' | 'virtual-host' | 'custom-domain'

/** A server and how its URLs are written. */
export interface Endpoint {
  /** `http:` or `https:`. */
  readonly protocol: string
  /** With the port, unless it is the protocol's own. */
  readonly host: string
  readonly addressing: Addressing
}

/** Query parameters in order, not encoded. An empty value is written as the bare name. */
export type Query = readonly (readonly [name: string, value: string])[]

/**
 * Reads `http://host:port`. Default addressing: `path` for an IP address and `localhost`, as no bucket can
 * stand before these, else `virtual-host`.
 * Throws `InvalidArgument` for anything that is not the root of an http or https server, or for
 * `virtual-host` with an IP address.
 */
export function readEndpoint(text: string, addressing?: Addressing): Endpoint {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`)
    throw badEndpoint(`expected http://host:port, received ${JSON.stringify(text)}`)
  const { protocol, host, hostname } = url
  const isAddress = /^(?:\[.*\]|\d+\.\d+\.\d+\.\d+)$/.test(hostname)
  if (isAddress && addressing === 'virtual-host')
    throw badEndpoint('a bucket cannot stand before an IP address')
  const usual = isAddress || hostname === 'localhost' ? 'path' : 'virtual-host'
  return { protocol, host, addressing: addressing ?? usual }
}

/**
 * The URL of an object, or of its bucket if `key` is empty:
 * `http://127.0.0.1:9000/demo/a%20b.jpg?x-oss-process=image%2Finfo`.
 */
export function writeUrl(endpoint: Endpoint, bucket: string, key: string, query: Query): string {
  const { protocol, host, addressing } = endpoint
  const authority = addressing === 'virtual-host' ? `${bucket}.${host}` : host
  const folder = addressing === 'path' ? `/${bucket}/` : '/'
  const parameters = query.map(([name, value]) =>
    value === '' ? encode(name) : `${encode(name)}=${encode(value)}`,
  )
  const mark = parameters.length === 0 ? '' : '?'
  return `${protocol}//${authority}${folder}${encodeKey(key)}${mark}${parameters.join('&')}`
}

function encodeKey(key: string): string {
  const segments = key.split('/')
  // URL parsers resolve the segments `.` and `..`; beside an encoded slash they are none.
  const slash = segments.some((segment) => /^\.\.?$/.test(segment)) ? '%2F' : '/'
  return segments.map(encode).join(slash)
}

/** Percent-encodes all but `A-Z a-z 0-9 - _ . ~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function badEndpoint(reason: string): ClientError {
  return new ClientError('InvalidArgument', `The endpoint is not valid: ${reason}.`, {
    fields: { ArgumentName: 'endpoint' },
  })
}
