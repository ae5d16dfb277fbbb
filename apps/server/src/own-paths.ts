import type { Target } from './addressing.ts'
import { notAllowed } from './dispatch.ts'
import { noSuchKey } from './storage/errors.ts'

/** A call on one of the server's own paths. */
export type OwnCall =
  | 'GetHealth'
  | 'GetReadiness'
  | 'GetMetrics'
  | 'GetBucketSettings'
  | 'ChangeBucketSettings'
  | 'PurgeCache'

/** One of the server's own paths. */
interface OwnPath {
  /** What follows `/-/`; the handler gets what its groups match. */
  readonly path: RegExp
  /** Whether it answers anyone, so that no signature is looked at. */
  readonly isOpen: boolean
  /** Calls by method. */
  readonly calls: Readonly<Record<string, OwnCall>>
}

/** No name under `/-/` ever gets another meaning. */
const OWN_PATHS: readonly OwnPath[] = [
  { path: /^health$/, isOpen: true, calls: { GET: 'GetHealth', HEAD: 'GetHealth' } },
  { path: /^ready$/, isOpen: true, calls: { GET: 'GetReadiness', HEAD: 'GetReadiness' } },
  // Whether it answers anyone is for its configuration to say.
  { path: /^metrics$/, isOpen: false, calls: { GET: 'GetMetrics', HEAD: 'GetMetrics' } },
  { path: /^admin\/cache$/, isOpen: false, calls: { DELETE: 'PurgeCache' } },
  {
    path: /^admin\/buckets\/([^/]+)\/settings$/,
    isOpen: false,
    calls: { GET: 'GetBucketSettings', PUT: 'ChangeBucketSettings' },
  },
]

/** Whether a request is for one of the server's own paths that answer anyone, so that no signature is looked at. */
export function isOpenToAll({ kind, key }: Pick<Target, 'kind' | 'key'>): boolean {
  return kind === 'server' && OWN_PATHS.some(({ path, isOpen }) => isOpen && path.test(key))
}

/** A call, and what the path names. */
export interface DispatchedOwnCall {
  readonly call: OwnCall
  /** Not decoded. */
  readonly names: readonly string[]
}

/** The call that a request for one of the server's own paths makes. Throws `NoSuchKey`, `MethodNotAllowed`. */
export function dispatchOwn(key: string, method: string): DispatchedOwnCall {
  for (const { path, calls } of OWN_PATHS) {
    const match = path.exec(key)
    if (!match) continue
    const call = calls[method]
    if (call === undefined) throw notAllowed({ method, kind: 'server' }, Object.keys(calls))
    return { call, names: match.slice(1) }
  }
  throw noSuchKey(`-/${key}`)
}
