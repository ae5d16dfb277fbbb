import { isIP } from 'node:net'
import { CliError } from './errors.ts'

/** Where a URL says the bucket: before the key in the path, or in the host's name. */
export const ADDRESSINGS = ['path', 'virtual-host'] as const

/** One of the two styles of addressing. */
export type Addressing = (typeof ADDRESSINGS)[number]

/** What is known beside the URL. */
export interface AddressingHints {
  /** The bucket that the URL is about. Default: read from the URL. */
  readonly bucket?: string | undefined
  /** Default: guessed from the host. */
  readonly addressing?: Addressing | undefined
}

/**
 * The bucket and the decoded key that a URL is about; the key is `''` for the bucket itself. The server's own paths count
 * as keys of a bucket `-`, not decoded.
 */
export interface Resource {
  readonly bucket: string
  readonly key: string
}

/**
 * Tells bucket and key of a URL apart. Without a hint an IP address, a name without dots or an endpoint
 * of the service (`oss-cn-hangzhou.aliyuncs.com`) is followed by `/bucket/key`, any other host begins
 * with the bucket. A `bucket` that stands in neither place makes the host one of its own domains, and
 * the whole path its key.
 *
 * @throws CliError `Usage` when no bucket is found where it should stand.
 */
export function resolveResource(url: URL, { bucket, addressing }: AddressingHints): Resource {
  const path = url.pathname.slice(1)
  if ((addressing ?? guess(url, bucket)) === 'path') return splitPath(path, bucket)
  const [label = ''] = url.hostname.split('.')
  return { bucket: checkBucket(bucket ?? label), key: decode(path) }
}

function guess({ hostname, pathname }: URL, bucket: string | undefined): Addressing {
  if (isAddress(hostname) || !hostname.includes('.') || /^oss-[^.]*\.aliyuncs\.com$/.test(hostname))
    return 'path'
  if (bucket === undefined || hostname.startsWith(`${bucket}.`)) return 'virtual-host'
  return pathname === `/${bucket}` || pathname.startsWith(`/${bucket}/`) ? 'path' : 'virtual-host'
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0
}

/** What the server's own paths begin with, as in `/-/admin/buckets/photos/settings`. */
const OWN = '-/'

function splitPath(path: string, expected: string | undefined): Resource {
  const slash = path.indexOf('/')
  if (path.startsWith(OWN) && expected === undefined) return { bucket: '-', key: path.slice(OWN.length) }
  const bucket = checkBucket(decode(slash === -1 ? path : path.slice(0, slash)))
  if (expected !== undefined && bucket !== expected)
    throw new CliError('Usage', `The path of the URL begins with the bucket ${bucket}, not with ${expected}.`)
  return { bucket, key: slash === -1 ? '' : decode(path.slice(slash + 1)) }
}

/** Source of the rule: OSS, "Bucket naming conventions". */
function checkBucket(name: string): string {
  if (/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name)) return name
  throw new CliError(
    'Usage',
    `${JSON.stringify(name)} is no bucket name: give a URL such as http://127.0.0.1:9000/bucket/key, or use --bucket and --addressing.`,
  )
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw new CliError('Usage', `The path of the URL is not percent-encoded UTF-8: ${text}`, { cause })
  }
}
