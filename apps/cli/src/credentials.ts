import type { Credentials } from '@ossimg/signer'
import { CliError } from './errors.ts'
import type { Io } from './io.ts'

/** What the caller typed of an AccessKey pair. */
export interface CredentialOptions {
  readonly accessKeyId?: string | undefined
  readonly accessKeySecret?: string | undefined
}

/**
 * The AccessKey pair to sign with: options first, then the environment, `OSSIMG_ACCESS_KEY_ID` with
 * `OSSIMG_ACCESS_KEY_SECRET`, else `OSS_ACCESS_KEY_ID` with `OSS_ACCESS_KEY_SECRET`. The `_SESSION_TOKEN`
 * of the same prefix belongs to the environment's key only.
 *
 * @throws CliError `Usage` when a half is missing.
 */
export function findCredentials(options: CredentialOptions, env: Io['env']): Credentials {
  // Halves of two pairs would only make a signature that nobody accepts.
  const prefix = env.OSSIMG_ACCESS_KEY_ID || env.OSSIMG_ACCESS_KEY_SECRET ? 'OSSIMG' : 'OSS'
  const accessKeyId = options.accessKeyId || env[`${prefix}_ACCESS_KEY_ID`]
  const accessKeySecret = options.accessKeySecret || env[`${prefix}_ACCESS_KEY_SECRET`]
  if (!accessKeyId || !accessKeySecret)
    throw new CliError(
      'Usage',
      'No AccessKey to sign with: set OSSIMG_ACCESS_KEY_ID and OSSIMG_ACCESS_KEY_SECRET (or OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET).',
    )
  const securityToken = options.accessKeyId ? undefined : env[`${prefix}_SESSION_TOKEN`]
  return { accessKeyId, accessKeySecret, securityToken }
}
