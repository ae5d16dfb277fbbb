import { type CredentialPlacement, invalidCredential } from './credential.ts'
import type { Scope } from './scope.ts'

/** For where a request or a form was signed. */
interface ScopedClaim {
  readonly placement: CredentialPlacement
  readonly scope: Scope
}

/** Throws `InvalidArgument` for a claim of another region. Without a region, every claim passes. */
export function checkRegion({ placement, scope }: ScopedClaim, region: string | undefined): void {
  if (region === undefined || scope.region === region) return
  throw invalidCredential(placement, 'region', 'region')
}
