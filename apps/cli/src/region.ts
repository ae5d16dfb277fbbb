import { CliError } from './errors.ts'
import type { Io } from './io.ts'

/**
 * The region that version 4 signs for: the option, else `OSSIMG_REGION`, else `OSS_REGION`.
 *
 * @throws CliError `Usage` when there is none.
 */
export function findRegion(option: string | undefined, env: Io['env']): string {
  const region = option || env.OSSIMG_REGION || env.OSS_REGION
  if (region) return region
  throw new CliError(
    'Usage',
    'Version 4 signs for a region: give --region, or set OSSIMG_REGION (or OSS_REGION).',
  )
}
