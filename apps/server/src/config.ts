import type { ResamplingPolicy } from '@ossimg/engine'
import type { Credentials } from '@ossimg/signer'
import { ACCESS_KEY_ID, isAccessKeyId } from './configuration/access-key-id.ts'
import { isHost, isHostName } from './configuration/host-name.ts'
import type { MetricsAccess } from './metrics.ts'
import { isBucketName } from './names.ts'
import type { ProcessingSettings } from './process-image.ts'
import type { CorsRule } from './storage/bucket-settings.ts'

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const RESAMPLING = ['auto', 'area', 'fast'] as const satisfies readonly ResamplingPolicy[]
const PROCESSED_ETAGS = [
  'derived',
  'source',
] as const satisfies readonly ProcessingSettings['processedEtag'][]

const METRICS = ['off', 'signed', 'open'] as const satisfies readonly MetricsAccess[]

/** What `OSSIMG_CORS` can be. */
const CORS = ['off', 'read'] as const

/** Lets pages of any origin read what anyone or their users may read. */
const READ_FROM_ANYWHERE: CorsRule = {
  allowedOrigins: ['*'],
  allowedMethods: ['GET', 'HEAD'],
  allowedHeaders: ['*'],
  exposeHeaders: ['ETag', 'x-oss-request-id'],
  maxAgeSeconds: 600,
}

/** Where HTTPS has its certificate from, and its port. */
export interface TlsConfig {
  /** A file with the certificate, and those between it and its authority, as PEM. */
  readonly certificate: string
  /** A file with its private key as PEM. */
  readonly key: string
  /** 1 to 65,535, or 0 for any that is free. */
  readonly port: number
}

/** What can be set from outside. */
export interface Config extends ProcessingSettings {
  /** The address to listen on. Undefined: both loopback addresses. */
  readonly host: string | undefined
  /** 1 to 65,535, or 0 for any that is free. */
  readonly port: number
  /** The folder for everything that is kept. */
  readonly dataDirectory: string
  /** The folder for pictures that were made. Undefined: `cache` beside the rest. */
  readonly cacheDirectory: string | undefined
  /** Bytes that it may take; 0: nothing is kept on the disk. */
  readonly cacheBytes: number
  /** Processes that decode and encode. Undefined: one for every core and one more. */
  readonly workers: number | undefined
  /** Bytes of memory that all processes together may take. Undefined: half of what the machine or its limit grants. */
  readonly memoryBytes: number | undefined
  /** Milliseconds that a picture may wait for its turn. */
  readonly queueMs: number
  /** A folder with fonts of the operator's own. Undefined: there are none. */
  readonly fontsDirectory: string | undefined
  /** A key that may do everything. Undefined: without a file of keys a pair is made at the first start and kept. */
  readonly credentials: Credentials | undefined
  /** A file with any number of keys. */
  readonly credentialsFile: string | undefined
  /** A file that declares buckets. */
  readonly bucketsFile: string | undefined
  /** HTTPS beside HTTP. Undefined: there is none. */
  readonly tls: TlsConfig | undefined
  /** Such as `cn-hangzhou`. */
  readonly region: string
  /** Whether version 4 signatures must be made for that region. */
  readonly regionEnforced: boolean
  /** The rules for other origins where a bucket has none. */
  readonly defaultCors: readonly CorsRule[]
  /** Lower-case host names under which the server is reached. */
  readonly baseHosts: readonly string[]
  /** Buckets by the lower-case custom domain that stands for each. */
  readonly cnames: Readonly<Record<string, string>>
  /** Who may read `/-/metrics`. */
  readonly metrics: MetricsAccess
  readonly logLevel: (typeof LOG_LEVELS)[number]
}

/** Variables that are no good, each with what it held and what was expected. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** Variables that the command line, which has some in common with the server, and the tests read. */
const ELSEWHERE = /^OSSIMG_(DEBUG|SESSION_TOKEN|TEST_.*)$/

/** What the environment holds, by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the configuration from `OSSIMG_*` variables. An empty variable counts as absent. A name that no part of ossimg
 * knows is a problem, for it is most likely misspelt.
 *
 * @throws ConfigError with all problems at once.
 */
export function readConfig(environment: Environment): Config {
  const problems: string[] = []
  const known = new Set<string>()

  /** Reads one variable; `parse` gives undefined for what it cannot use. */
  function read<Value>(
    name: string,
    fallback: Value,
    expected: string,
    parse: (text: string) => Value | undefined,
  ): Value {
    known.add(name)
    const text = environment[name]
    if (text === undefined || text === '') return fallback
    const value = parse(text)
    if (value === undefined) problems.push(`${name}: expected ${expected}, received ${JSON.stringify(text)}`)
    return value ?? fallback
  }

  const text = (value: string) => value
  const file = (name: string) => read<string | undefined>(name, undefined, 'a file', text)
  const choice = <Value extends string>(name: string, values: readonly Value[], fallback: Value): Value =>
    read(name, fallback, `one of ${values.join(', ')}`, (given) => values.find((value) => value === given))

  /** The secret never shows in a message. */
  function readCredentials(): Credentials | undefined {
    const id = read('OSSIMG_ACCESS_KEY_ID', undefined, ACCESS_KEY_ID, (given) =>
      isAccessKeyId(given) ? given : undefined,
    )
    const secret = read<string | undefined>('OSSIMG_ACCESS_KEY_SECRET', undefined, 'a secret', text)
    if (id !== undefined && secret !== undefined) return { accessKeyId: id, accessKeySecret: secret }
    if (secret !== undefined && !environment.OSSIMG_ACCESS_KEY_ID)
      problems.push('OSSIMG_ACCESS_KEY_ID: expected an id beside OSSIMG_ACCESS_KEY_SECRET, received nothing')
    if (id !== undefined && secret === undefined)
      problems.push(
        'OSSIMG_ACCESS_KEY_SECRET: expected a secret beside OSSIMG_ACCESS_KEY_ID, received nothing',
      )
    return undefined
  }

  /** The certificate and its key come together. */
  function readTls(): TlsConfig | undefined {
    const certificate = file('OSSIMG_TLS_CERT')
    const key = file('OSSIMG_TLS_KEY')
    const port = read('OSSIMG_TLS_PORT', 9443, PORT, parsePort)
    if (certificate !== undefined && key !== undefined) return { certificate, key, port }
    if (certificate !== undefined)
      problems.push('OSSIMG_TLS_KEY: expected a file beside OSSIMG_TLS_CERT, received nothing')
    if (key !== undefined)
      problems.push('OSSIMG_TLS_CERT: expected a file beside OSSIMG_TLS_KEY, received nothing')
    return undefined
  }

  const config: Config = {
    host: read('OSSIMG_HOST', undefined, 'an IP address or a host name', (given) =>
      isHost(given) ? given : undefined,
    ),
    port: read('OSSIMG_PORT', 9000, PORT, parsePort),
    tls: readTls(),
    dataDirectory: read('OSSIMG_DATA_DIR', '.ossimg', 'a folder', text),
    cacheDirectory: read<string | undefined>('OSSIMG_CACHE_DIR', undefined, 'a folder', text),
    cacheBytes: read('OSSIMG_CACHE_BYTES', 1024 ** 3, BYTES, parseBytes),
    workers: read<number | undefined>('OSSIMG_WORKERS', undefined, 'a whole number from 1 to 256', (given) =>
      parseWhole(given, 1, 256),
    ),
    memoryBytes: read<number | undefined>(
      'OSSIMG_MEMORY_BYTES',
      undefined,
      `${BYTES}, at least 256M`,
      (given) => {
        const bytes = parseBytes(given)
        return bytes !== undefined && bytes >= LEAST_MEMORY ? bytes : undefined
      },
    ),
    queueMs: read('OSSIMG_QUEUE_MS', 2000, 'milliseconds from 0 to 8000', (given) =>
      parseWhole(given, 0, 8000),
    ),
    fontsDirectory: read<string | undefined>('OSSIMG_FONTS_DIR', undefined, 'a folder', text),
    credentials: readCredentials(),
    credentialsFile: file('OSSIMG_CREDENTIALS_FILE'),
    bucketsFile: file('OSSIMG_CONFIG'),
    region: read('OSSIMG_REGION', 'cn-hangzhou', 'a region such as cn-hangzhou', (given) =>
      /^[a-z0-9-]+$/.test(given) ? given : undefined,
    ),
    regionEnforced: choice('OSSIMG_REGION_ENFORCED', ['true', 'false'], 'false') === 'true',
    defaultCors: choice('OSSIMG_CORS', CORS, 'off') === 'read' ? [READ_FROM_ANYWHERE] : [],
    baseHosts: read(
      'OSSIMG_DOMAINS',
      ['localhost'],
      'host names without port, separated by commas',
      parseDomains,
    ),
    cnames: read('OSSIMG_CNAMES', {}, 'pairs host=bucket, separated by commas', parseCnames),
    resampling: choice('OSSIMG_RESAMPLING', RESAMPLING, 'auto'),
    processedEtag: choice('OSSIMG_PROCESSED_ETAG', PROCESSED_ETAGS, 'derived'),
    metrics: choice('OSSIMG_METRICS', METRICS, 'signed'),
    logLevel: choice('OSSIMG_LOG_LEVEL', LOG_LEVELS, 'info'),
  }
  for (const name of Object.keys(environment).sort())
    if (name.startsWith('OSSIMG_') && !known.has(name) && !ELSEWHERE.test(name))
      problems.push(`${name}: not a variable of this server; known are ${[...known].sort().join(', ')}`)
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

/** Bytes with which a server can work at all. */
const LEAST_MEMORY = 256 * 1024 ** 2

const BYTES = 'bytes such as 1073741824, 1024M or 1G'

/** A number of bytes, with K, M, G or T for the powers of 1,024. */
function parseBytes(text: string): number | undefined {
  const [, digits = '', unit = ''] = /^(\d{1,15})([KMGT]?)(?:i?B)?$/i.exec(text) ?? []
  if (digits === '') return undefined
  const bytes = Number(digits) * 1024 ** ' KMGT'.indexOf(unit.toUpperCase() || ' ')
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

function parseWhole(text: string, least: number, most: number): number | undefined {
  if (!/^\d{1,9}$/.test(text)) return undefined
  const number = Number(text)
  return number >= least && number <= most ? number : undefined
}

const PORT = 'a whole number from 0 to 65535'

function parsePort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined
}

function entries(text: string): string[] {
  return text.split(',').map((entry) => entry.trim())
}

function parseDomains(text: string): readonly string[] | undefined {
  const names = entries(text)
  return names.every(isHostName) ? names.map((name) => name.toLowerCase()) : undefined
}

function parseCnames(text: string): Readonly<Record<string, string>> | undefined {
  const pairs = entries(text).map((entry) => /^([^=]*)=([^=]*)$/.exec(entry))
  const named = pairs.map((pair) => [pair?.[1]?.toLowerCase() ?? '', pair?.[2] ?? ''] as const)
  return named.every(([host, bucket]) => isHostName(host) && isBucketName(bucket))
    ? Object.fromEntries(named)
    : undefined
}
