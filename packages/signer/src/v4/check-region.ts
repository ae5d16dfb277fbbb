import type { V4Claim } from './claim.ts'
import { invalidCredential } from './credential.ts'

/** Throws `InvalidArgument` for a claim of another region. Without a region, every claim passes. */
export function checkRegion({ placement, scope }: V4Claim, region: string | undefined): void {
  if (region === undefined || scope.region === region) return
  throw invalidCredential(placement, 'region', 'region')
}
