import { type PresignOptions, parseQuery, presign } from '@ossimg/signer'
import { type AddressingHints, resolveResource } from '../addressing.ts'
import { type CredentialOptions, findCredentials } from '../credentials.ts'
import { CliError } from '../errors.ts'
import type { Io } from '../io.ts'
import { findRegion } from '../region.ts'

/** What `ossimg sign` is told. */
export interface SignOptions extends AddressingHints, CredentialOptions {
  /** `http://host/bucket/key?x-oss-process=…` or `http://bucket.host/key?…` */
  readonly url: string
  /** The only method that the URL is good for. */
  readonly method: string
  /** How long the URL works from now on, whole seconds. */
  readonly expires: number
  readonly signatureVersion: 1 | 4
  /** The ID of the region, without `oss-`: `cn-hangzhou`. Default: the environment's. Of no effect on version 1. */
  readonly region?: string | undefined
}

/**
 * Prints the URL with a signature in its query. What stood in the query stays, in its order.
 *
 * @throws CliError `Usage` for a URL that names no bucket, missing credentials, a missing region or a lifetime that
 *   version 4 does not have; SignerError `InvalidArgument` for a URL that is signed already.
 */
export async function signUrl({ url: text, method, ...options }: SignOptions, io: Io): Promise<void> {
  const url = readUrl(text)
  const request = {
    ...resolveResource(url, options),
    method,
    query: parseQuery(url.search.slice(1)),
    headers: {},
  }
  const signature = presign(request, findCredentials(options, io.env), presignOptions(options, io))
  const query = new URLSearchParams(signature).toString()
  url.search = url.search === '' ? query : `${url.search}&${query}`
  await io.stdout.write(`${url.href}\n`)
}

/** The longest that a URL of version 4 works, in seconds: seven days. */
const MAX_V4_EXPIRES = 604_800

type Lifetime = Pick<SignOptions, 'expires' | 'signatureVersion' | 'region'>

function presignOptions(
  { expires, signatureVersion, ...options }: Lifetime,
  { env, now }: Io,
): PresignOptions {
  const date = now()
  if (signatureVersion === 1) return { expires: Math.floor(date.getTime() / 1000) + expires }
  const region = findRegion(options.region, env)
  if (expires > MAX_V4_EXPIRES)
    throw new CliError('Usage', `A URL of version 4 works for ${MAX_V4_EXPIRES} seconds at most, seven days.`)
  return { version: 4, date, region, expires }
}

function readUrl(text: string): URL {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return new URL(text)
  throw new CliError('Usage', `${JSON.stringify(text)} is no URL: expected http://… or https://…`)
}
