import type { Credentials } from '@ossimg/signer'
import { ClientError } from './errors.ts'
import { checkBucket } from './names.ts'
import { type Addressing, type Endpoint, readEndpoint } from './url.ts'

/** Which bucket, where, as whom, signed how. */
export type ClientOptions = ConnectionOptions & SigningOptions

/** The version of signatures. */
export type SigningOptions =
  | {
      /** Default: 1. */
      readonly signatureVersion?: 1 | undefined
      /** Of no effect on version 1. */
      readonly region?: string | undefined
    }
  | {
      readonly signatureVersion: 4
      /** The ID of the bucket's region, without `oss-`: `cn-hangzhou`. */
      readonly region: string
    }

/** Which bucket, where, as whom. */
export interface ConnectionOptions {
  /**
   * The server, `http://127.0.0.1:9000` or `https://oss-cn-hangzhou.aliyuncs.com`; nothing after the port.
   */
  readonly endpoint: string
  readonly bucket: string
  /** Absent: every request is anonymous. With a `securityToken`: temporary credentials. */
  readonly credentials?: Credentials | undefined
  /** Default: `path` for IP addresses and `localhost`, else `virtual-host`. */
  readonly addressing?: Addressing | undefined
  /** What sends a request: the place for timeouts, retries and logs. Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** The time that signatures are made at. Default: the system's. */
  readonly clock?: (() => Date) | undefined
}

/** The options, checked and completed: what every call works with. */
export interface Connection {
  readonly endpoint: Endpoint
  readonly bucket: string
  readonly credentials: Credentials | undefined
  readonly signing: Signing
  readonly fetch: typeof globalThis.fetch
  readonly clock: () => Date
}

/** How requests are signed, as the signer is told. */
export type Signing = { readonly version: 1 } | { readonly version: 4; readonly region: string }

/** Throws `InvalidArgument` for the endpoint or the region, `InvalidBucketName` for the bucket. */
export function connect(options: ClientOptions): Connection {
  checkBucket(options.bucket)
  return {
    endpoint: readEndpoint(options.endpoint, options.addressing),
    bucket: options.bucket,
    credentials: options.credentials,
    signing: readSigning(options),
    // A browser's `fetch` refuses to be called as the method of another object.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    clock: options.clock ?? (() => new Date()),
  }
}

function readSigning({ signatureVersion, region }: SigningOptions): Signing {
  if (signatureVersion !== 4) return { version: 1 }
  if (region) return { version: 4, region }
  throw new ClientError('InvalidArgument', 'Signatures of version 4 need the region of the bucket.', {
    fields: { ArgumentName: 'region' },
  })
}
