import type { Credentials } from '@ossimg/signer'
import { checkBucket } from './names.ts'
import { type Addressing, type Endpoint, readEndpoint } from './url.ts'

/** Which bucket, where, as whom. */
export interface ClientOptions {
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
  readonly fetch: typeof globalThis.fetch
  readonly clock: () => Date
}

/** Throws `InvalidArgument` for the endpoint, `InvalidBucketName` for the bucket. */
export function connect(options: ClientOptions): Connection {
  checkBucket(options.bucket)
  return {
    endpoint: readEndpoint(options.endpoint, options.addressing),
    bucket: options.bucket,
    credentials: options.credentials,
    // A browser's `fetch` refuses to be called as the method of another object.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    clock: options.clock ?? (() => new Date()),
  }
}
