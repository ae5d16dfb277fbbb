import { parseQuery, presign } from '@ossimg/signer'
import { type AddressingHints, resolveResource } from '../addressing.ts'
import { type CredentialOptions, findCredentials } from '../credentials.ts'
import { CliError } from '../errors.ts'
import type { Io } from '../io.ts'

/** What `ossimg sign` is told. */
export interface SignOptions extends AddressingHints, CredentialOptions {
  /** `http://host/bucket/key?x-oss-process=…` or `http://bucket.host/key?…` */
  readonly url: string
  /** The only method that the URL is good for. */
  readonly method: string
  /** How long the URL works from now on, whole seconds. */
  readonly expires: number
}

/**
 * Prints the URL with a version 1 signature in its query. What stood in the query stays, in its order.
 *
 * @throws CliError `Usage` for a URL that names no bucket or missing credentials; SignerError
 *   `InvalidArgument` for a URL that is signed already.
 */
export async function signUrl(
  { url: text, method, expires, ...options }: SignOptions,
  io: Io,
): Promise<void> {
  const url = readUrl(text)
  const request = {
    ...resolveResource(url, options),
    method,
    query: parseQuery(url.search.slice(1)),
    headers: {},
  }
  const last = Math.floor(io.now().getTime() / 1000) + expires
  const signature = presign(request, findCredentials(options, io.env), { expires: last })
  const query = new URLSearchParams(signature).toString()
  url.search = url.search === '' ? query : `${url.search}&${query}`
  await io.stdout.write(`${url.href}\n`)
}

function readUrl(text: string): URL {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return new URL(text)
  throw new CliError('Usage', `${JSON.stringify(text)} is no URL: expected http://… or https://…`)
}
