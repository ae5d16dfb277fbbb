import type { Config } from '../config.ts'
import { readConfigFile } from './config-file.ts'
import { type KeptCredentials, keepCredentials } from './credentials-file.ts'
import { changingKeyRing, type KeyRing, keyRing, ownerKey } from './key-ring.ts'
import { readKeys } from './keys-file.ts'
import { loadFiles, type ReloadingFiles } from './reloading-files.ts'

/** The keys of a server, and where they come from. */
export interface ServerKeys {
  readonly ring: KeyRing
  /** The pair that the server made for itself, as nobody named any. */
  readonly kept: KeptCredentials | undefined
  /** What the ring changes with. */
  readonly files: readonly ReloadingFiles[]
}

/**
 * The keys that the configuration names, or a pair that is made once and kept.
 *
 * @param ownFile where that pair is kept.
 * @throws ConfigError.
 */
export async function openKeys(
  { credentials, credentialsFile }: Pick<Config, 'credentials' | 'credentialsFile'>,
  ownFile: string,
): Promise<ServerKeys> {
  const named = credentials ? [ownerKey(credentials)] : []
  if (credentialsFile !== undefined) {
    const ring = changingKeyRing()
    const files = await loadFiles([credentialsFile], async () => {
      const keys = await readConfigFile('OSSIMG_CREDENTIALS_FILE', credentialsFile, (text) =>
        readKeys(text, named),
      )
      ring.replace([...named, ...keys])
    })
    return { ring, kept: undefined, files: [files] }
  }
  const kept = credentials ? undefined : await keepCredentials(ownFile)
  return { ring: keyRing(kept ? [ownerKey(kept.credentials)] : named), kept, files: [] }
}
