import OSS, { type Options, type OSSError } from 'ali-oss'
import { KEY } from '../live-server.ts'
import { loopbackAgent, loopbackHttpsAgent } from './fetch-by-name.ts'

/** How a client names buckets and signs. */
export interface Form {
  /** For a test's name. */
  readonly name: string
  /** Tells it from the others in a bucket's name. */
  readonly slug: string
  /** `localhost/bucket` and not `bucket.localhost`. */
  readonly sldEnable: boolean
  /** The signature's. */
  readonly version: 1 | 4
}

/** Every way in which the SDK reaches a server of one's own by name. */
export const FORMS: readonly Form[] = [
  { name: 'path style, V1', slug: 'path-1', sldEnable: true, version: 1 },
  { name: 'path style, V4', slug: 'path-4', sldEnable: true, version: 4 },
  { name: 'bucket.localhost, V1', slug: 'host-1', sldEnable: false, version: 1 },
  { name: 'bucket.localhost, V4', slug: 'host-4', sldEnable: false, version: 4 },
]

/** One of each signature, where names of hosts make no difference. */
export const SIGNATURES = FORMS.filter(({ sldEnable }) => sldEnable)

/** A server as clients see it. */
export interface Reached {
  /** By its address, such as `https://127.0.0.1:41234`. */
  readonly origin: string
  /** Who vouches for it when it speaks HTTPS, PEM. */
  readonly ca?: string | undefined
}

/** A client as the SDK's documents make it, of the server's one key unless `options` say otherwise. */
export function connect(
  { origin, ca }: Reached,
  { sldEnable, version }: Pick<Form, 'sldEnable' | 'version'>,
  options: Partial<Options> = {},
): OSS {
  return new OSS({
    ...KEY,
    endpoint: origin.replace('127.0.0.1', 'localhost'),
    sldEnable,
    ...(version === 4 ? { authorizationV4: true, region: 'oss-cn-hangzhou' } : {}),
    ...(ca === undefined ? { agent: loopbackAgent } : { secure: true, httpsAgent: loopbackHttpsAgent(ca) }),
    ...options,
  })
}

/** What a signed URL is for. */
export interface UrlOptions {
  readonly method?: string
  /** Seconds; default an hour. */
  readonly expires?: number
  readonly process?: string
}

/** A URL that anyone can use, signed in the client's form. */
export async function signUrl(
  client: OSS,
  { version }: Pick<Form, 'version'>,
  name: string,
  { method = 'GET', expires = 3600, process }: UrlOptions = {},
): Promise<string> {
  if (version === 1)
    return client.signatureUrl(name, { method, expires, ...(process === undefined ? {} : { process }) })
  const queries = process === undefined ? {} : { 'x-oss-process': process }
  return client.signatureUrlV4(method, expires, { queries }, name)
}

/** What a call is refused with. */
export async function refusal(call: Promise<unknown>): Promise<OSSError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (outcome instanceof Error && 'code' in outcome) return outcome as OSSError
  throw new Error(`not refused by an answer: ${String(outcome)}`)
}
