import { type SignHeadersOptions, signHeaders } from '@ossimg/signer'
import { type CredentialOptions, findCredentials } from '../credentials.ts'
import { CliError } from '../errors.ts'
import type { Io } from '../io.ts'
import { findRegion } from '../region.ts'

/** What `ossimg purge` is told. At most one of `key`, `prefix` and `style`; none of them: the whole bucket. */
export interface PurgeOptions extends CredentialOptions {
  /** Where the server is, such as `http://127.0.0.1:9000`. */
  readonly endpoint: string
  readonly bucket: string
  /** Pictures made of this object, or with it as a watermark image. */
  readonly key?: string | undefined
  /** Pictures made of objects whose keys begin so. */
  readonly prefix?: string | undefined
  /** Pictures that were asked for through this style. */
  readonly style?: string | undefined
  readonly signatureVersion: 1 | 4
  /** The ID of the region: `cn-hangzhou`. Default: the environment's. Of no effect on version 1. */
  readonly region?: string | undefined
}

/** The server's own path for this, without `/-/`. */
const PATH = 'admin/cache'

/**
 * Makes a server forget pictures and prints how much that was.
 *
 * @throws CliError `Usage` for a wrong endpoint, two of the choices, missing credentials or a missing region; `Server`
 *   when the server refuses, does not know this call or cannot be reached.
 */
export async function purge(options: PurgeOptions, io: Io): Promise<void> {
  const query = queryOf(options)
  const url = new URL(`/-/${PATH}`, readEndpoint(options.endpoint))
  url.search = new URLSearchParams(query).toString()
  const credentials = findCredentials(options, io.env)
  const request = { method: 'DELETE', bucket: '-', key: PATH, query, headers: {} }
  const headers = signHeaders(request, credentials, signingOptions(options, io))
  const response = await send(url, { method: 'DELETE', headers, redirect: 'manual' }, io)
  const text = await response.text()
  if (!response.ok) throw refusal(response.status, text)
  const { entries, bytes } = readCounts(text)
  await io.stdout.write(`${entries} ${entries === 1 ? 'picture' : 'pictures'} forgotten, ${bytes} bytes\n`)
}

function queryOf({ bucket, key, prefix, style }: PurgeOptions): [name: string, value: string][] {
  const choices = Object.entries({ key, prefix, style }).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  )
  const [first, second] = choices
  if (first && second)
    throw new CliError('Usage', `--${first[0]} and --${second[0]} cannot be given together.`)
  return [['bucket', bucket], ...choices]
}

function readEndpoint(text: string): URL {
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined
  if (url && url.pathname === '/' && url.search === '') return url
  throw new CliError('Usage', `${JSON.stringify(text)} is no endpoint: expected http://host:port.`)
}

function signingOptions({ signatureVersion, region }: PurgeOptions, { env, now }: Io): SignHeadersOptions {
  const date = now()
  return signatureVersion === 1 ? { date } : { version: 4, date, region: findRegion(region, env) }
}

async function send(url: URL, init: RequestInit, io: Io): Promise<Response> {
  try {
    return await io.fetch(url, init)
  } catch (error) {
    // What went wrong is in the cause; fetch itself says that it has failed.
    const { cause = error } = error instanceof Error ? error : {}
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CliError('Server', `cannot reach ${url.origin}: ${reason}`, { cause: error })
  }
}

/** What an answer other than 2xx tells. Source: OSS, "Error responses". */
function refusal(status: number, text: string): CliError {
  const code = /<Code>([^<]*)</.exec(text)?.[1]
  const message = /<Message>([^<]*)</.exec(text)?.[1]
  if (code === undefined || message === undefined)
    return new CliError('Server', `the server answered ${status}, with nothing that ossimg-server would send`)
  return new CliError('Server', `the server refuses: ${code}: ${unescaped(message)}`)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
}

function unescaped(text: string): string {
  return text.replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity)
}

/** How much was forgotten. */
interface Counts {
  readonly entries: number
  readonly bytes: number
}

/** Throws CliError `Server` for anything else. */
function readCounts(text: string): Counts {
  const [, entries, bytes] = /^\{"entries":(\d+),"bytes":(\d+)\}$/.exec(text) ?? []
  if (entries !== undefined && bytes !== undefined) return { entries: Number(entries), bytes: Number(bytes) }
  throw new CliError('Server', 'the server answered with nothing that ossimg-server would send')
}
