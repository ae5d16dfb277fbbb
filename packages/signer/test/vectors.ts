import { readFileSync } from 'node:fs'
import { type Credentials, parseQuery, type SignableRequest } from '../src/index.ts'

interface Vector {
  readonly id: string
  readonly description: string
  /** Unix seconds. */
  readonly now: number
  readonly credentials: Credentials
  readonly request: {
    readonly method: string
    readonly target: string
    readonly headers: Readonly<Record<string, string>>
  }
  readonly bucket: string
  readonly key: string
  /** The region to enforce. Default: none. */
  readonly region?: string
}

interface AcceptedVector extends Vector {
  readonly placement: 'header' | 'url'
  readonly stringToSign: string
  readonly signature: string
}

interface AcceptedV4Vector extends AcceptedVector {
  /** Default: `bare`. */
  readonly emptyValues?: 'equals'
  readonly canonicalRequest: string
}

interface RefusedVector extends Vector {
  readonly code: string
  readonly message: string
  readonly stage: string
}

interface Vectors<Accepted> {
  readonly accepted: readonly Accepted[]
  readonly refused: readonly RefusedVector[]
}

export const v1Vectors: Vectors<AcceptedVector> = load('v1-vectors.json')
export const v4Vectors: Vectors<AcceptedV4Vector> = load('v4-vectors.json')

function load<Accepted>(name: string): Vectors<Accepted> {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'))
}

/** The request of a vector as the server would hand it to the signer. */
export function requestOf({ request, bucket, key }: Vector): SignableRequest {
  const { method, target, headers } = request
  const mark = target.indexOf('?')
  return { method, bucket, key, query: mark === -1 ? [] : parseQuery(target.slice(mark + 1)), headers }
}

/** The options to verify a vector with: its only key, at its time. */
export function optionsOf({ credentials, now, region }: Vector) {
  return {
    find: (accessKeyId: string) => (accessKeyId === credentials.accessKeyId ? credentials : undefined),
    now: new Date(now * 1000),
    region,
  }
}
