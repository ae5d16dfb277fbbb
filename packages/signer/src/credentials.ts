/** What a caller signs with: an AccessKey pair and, for temporary credentials, the token issued with it. */
export interface Credentials {
  readonly accessKeyId: string
  readonly accessKeySecret: string
  /** Present on temporary (STS) credentials only. An empty string counts as absent. */
  readonly securityToken?: string | undefined
}

/**
 * What a verifier knows of one AccessKey. With a `securityToken` the key is temporary, without it long-term.
 */
export interface StoredCredentials extends Credentials {
  /** Refuses every request of this key. Default: false. */
  readonly disabled?: boolean | undefined
  /** The last moment the token is good for. Default: never ends. Of no effect without a `securityToken`. */
  readonly expiration?: Date | undefined
}
