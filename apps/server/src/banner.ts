import { ENGINE_REVISION } from '@ossimg/engine'
import type { KeptCredentials } from './configuration/credentials-file.ts'
import type { MemoryShares } from './pictures/memory.ts'

/** What there is to tell at the start. */
export interface Greeting {
  readonly endpoint: string
  /** Undefined: there is no HTTPS. */
  readonly secureEndpoint: string | undefined
  readonly region: string
  /** Undefined: the operator set the keys and knows them. */
  readonly kept: KeptCredentials | undefined
  readonly settings: Settings
  /** Paths worth opening. */
  readonly paths: readonly string[]
}

/** What the machine is used for. */
export interface Settings {
  /** Processes that decode and encode. */
  readonly decoders: number
  /** Do they run as batch work? */
  readonly isBatchWork: boolean
  readonly memory: MemoryShares
  /** Bytes of pictures kept on the disk; 0: none. */
  readonly cacheBytes: number
  readonly cacheDirectory: string
}

/** The lines printed at the start. A secret stands in them once, when it is new. */
export function banner({ endpoint, secureEndpoint, region, kept, settings, paths }: Greeting): string {
  const endpoints = secureEndpoint === undefined ? endpoint : `${endpoint} and ${secureEndpoint}`
  return [
    `ossimg-server answers at ${endpoints} (region ${region})`,
    ...keyLines(kept),
    ...settingLines(settings),
    '',
    'Worth opening:',
    ...paths.map((path) => `  ${endpoint}${path}`),
    '',
  ].join('\n')
}

function settingLines({ decoders, isBatchWork, memory, cacheBytes, cacheDirectory }: Settings): string[] {
  const kept = cacheBytes === 0 ? 'none on the disk' : `up to ${size(cacheBytes)} in ${cacheDirectory}`
  return [
    `  Pictures          ${decoders} processes${isBatchWork ? ' as batch work' : ''}, a thread a picture, engine ${ENGINE_REVISION}`,
    `  Memory            ${size(memory.jobs)} for pictures in work, ${size(memory.cache + memory.hotAnswers)} for those kept`,
    `  Kept pictures     ${kept}`,
  ]
}

/** Such as `1.5 GiB`. */
function size(bytes: number): string {
  const [unit, name] = bytes >= 1024 ** 3 ? [1024 ** 3, 'GiB'] : [1024 ** 2, 'MiB']
  return `${Number((bytes / unit).toFixed(1))} ${name}`
}

function keyLines(kept: KeptCredentials | undefined): string[] {
  if (!kept) return []
  const { credentials, file, isNew } = kept
  if (!isNew) return [`  AccessKey ID      ${credentials.accessKeyId}`, `  AccessKey secret  kept in ${file}`]
  return [
    `  AccessKey ID      ${credentials.accessKeyId}`,
    `  AccessKey secret  ${credentials.accessKeySecret}`,
    `  Both are new and kept in ${file}; they are not shown again.`,
  ]
}
