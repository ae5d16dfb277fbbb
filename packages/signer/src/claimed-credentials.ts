/** What a signed request of any version says of its sender. */
export interface ClaimedCredentials {
  readonly kind: 'signed'
  readonly accessKeyId: string
  readonly signature: string
  /** The token that was sent; an empty one counts as absent. */
  readonly securityToken: string | undefined
}
