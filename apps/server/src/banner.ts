import type { KeptCredentials } from './configuration/credentials-file.ts'

/** What there is to tell at the start. */
export interface Greeting {
  readonly endpoint: string
  /** Undefined: there is no HTTPS. */
  readonly secureEndpoint: string | undefined
  readonly region: string
  /** Undefined: the operator set the keys and knows them. */
  readonly kept: KeptCredentials | undefined
  /** Paths worth opening. */
  readonly paths: readonly string[]
}

/** The lines printed at the start. A secret stands in them once, when it is new. */
export function banner({ endpoint, secureEndpoint, region, kept, paths }: Greeting): string {
  const endpoints = secureEndpoint === undefined ? endpoint : `${endpoint} and ${secureEndpoint}`
  return [
    `ossimg-server answers at ${endpoints} (region ${region})`,
    ...keyLines(kept),
    '',
    'Worth opening:',
    ...paths.map((path) => `  ${endpoint}${path}`),
    '',
  ].join('\n')
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
