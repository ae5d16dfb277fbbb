import { isIP } from 'node:net'
import { parseQuery } from '@ossimg/signer'
import { ServerError } from './errors.ts'
import { isBucketName, keyFault } from './names.ts'

/** The host names that tell a bucket from a path. */
export interface Domains {
  /** Lower-case names under which the server itself is reached; a label before one is a bucket. */
  readonly baseHosts: readonly string[]
  /** Buckets by the lower-case name of the custom domain that stands for each. */
  readonly cnames: Readonly<Record<string, string>>
}

/** What a request points at. */
export interface Target {
  /** `server`: one of the server's own paths under `/-/`. */
  readonly kind: 'server' | 'service' | 'bucket' | 'object'
  /** `''` unless the kind is `bucket` or `object`. */
  readonly bucket: string
  /** The object's key, decoded; for `server` the path after `/-/`; otherwise `''`. */
  readonly key: string
  /** Decoded as form data, in the order of the wire. */
  readonly query: readonly (readonly [name: string, value: string])[]
  /** What follows the first `x-oss-process=`, not decoded; undefined when it is absent or empty. */
  readonly process: string | undefined
}

/** Parts a request target from the authority that it is sent to: an absolute URL's own takes the place of the Host header. */
export function splitTarget(hostHeader: string, target: string): { authority: string; rest: string } {
  const [, authority, rest] = /^https?:\/\/([^/?]*)(.*)$/is.exec(target) ?? []
  return { authority: authority ?? hostHeader, rest: rest ?? target }
}

/** Whether a host name may be a bucket's own domain; an address or a base host cannot. */
export function mayBeDomain(host: string, { baseHosts, cnames }: Domains): boolean {
  return host !== '' && isIP(host) === 0 && !baseHosts.includes(host) && !Object.hasOwn(cnames, host)
}

/**
 * Tells bucket, key and query of a request from its host's name and its target as it came. Nothing is collapsed or
 * resolved: `//`, `..` and `%2F` are part of a key.
 *
 * @param host as `hostName` gives it.
 * @param target the request target from its path on.
 * @throws ServerError `InvalidBucketName`, `InvalidObjectName`.
 */
export function address(host: string, target: string, domains: Domains): Target {
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const rawQuery = mark < 0 ? '' : target.slice(mark + 1)
  const place = locate(host, path, domains)
  return { ...place, query: parseQuery(rawQuery), process: rawProcess(rawQuery) }
}

type Place = Pick<Target, 'kind' | 'bucket' | 'key'>

function locate(host: string, path: string, domains: Domains): Place {
  const bucket = bucketOfHost(host, domains)
  // The target of "OPTIONS *" has no slash.
  const rest = path.startsWith('/') ? path.slice(1) : ''
  if (bucket !== undefined) return named(bucket, rest)
  const slash = rest.indexOf('/')
  if (slash < 0) return rest === '' ? SERVICE : named(rest, '')
  const first = rest.slice(0, slash)
  if (first === '') return SERVICE
  if (first === '-') return { kind: 'server', bucket: '', key: rest.slice(slash + 1) }
  return named(first, rest.slice(slash + 1))
}

const SERVICE: Place = { kind: 'service', bucket: '', key: '' }

function named(bucket: string, rawKey: string): Place {
  if (!isBucketName(bucket)) {
    const fields = { BucketName: bucket }
    throw new ServerError('InvalidBucketName', 'The specified bucket is not valid.', { fields })
  }
  if (rawKey === '') return { kind: 'bucket', bucket, key: '' }
  const key = decodeKey(rawKey)
  const fault = key === undefined ? 'The specified object is not valid.' : keyFault(key)
  if (key !== undefined && fault === undefined) return { kind: 'object', bucket, key }
  throw new ServerError('InvalidObjectName', fault ?? '', { fields: { ObjectName: key ?? rawKey } })
}

/** The bucket that a host name stands for; undefined: the path names it. */
function bucketOfHost(host: string, { baseHosts, cnames }: Domains): string | undefined {
  if (Object.hasOwn(cnames, host)) return cnames[host]
  if (isIP(host) > 0 || baseHosts.includes(host) || host.startsWith('.')) return undefined
  const base = baseHosts
    .filter((candidate) => host.endsWith(`.${candidate}`))
    .reduce((longest, candidate) => (candidate.length > longest.length ? candidate : longest), '')
  if (base !== '') return host.slice(0, -base.length - 1)
  // ali-oss connects to an IP endpoint and still sends the public service's host name.
  const [, label] = PUBLIC_HOST.exec(host) ?? []
  return label !== undefined && isBucketName(label) ? label : undefined
}

const PUBLIC_HOST = /^([^.]+)\.(?:oss-[^.]+|[^.]+\.oss)\.aliyuncs\.com$/

/** A Host header's name: lower case, no port, no brackets, no final dot. */
export function hostName(host: string): string {
  const [, literal] = /^\[([^\]]*)\]/.exec(host) ?? []
  if (literal !== undefined) return literal.toLowerCase()
  return host
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/(.)\.$/, '$1')
}

/** Percent-decodes a key once; undefined when it is not UTF-8. */
function decodeKey(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw)
  } catch {
    return undefined
  }
}

function rawProcess(rawQuery: string): string | undefined {
  const piece = rawQuery.split('&').find((candidate) => parseQuery(candidate)[0]?.[0] === 'x-oss-process')
  const equals = piece?.indexOf('=') ?? -1
  return equals < 0 ? undefined : piece?.slice(equals + 1) || undefined
}
