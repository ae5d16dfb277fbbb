import type { Raw } from '../pixels/raw.ts'

/** What a worker is started with. */
export interface WorkerSettings {
  /** Bytes that libheif may use. */
  readonly memory: number
}

/** A picture as it left the file. */
export interface Decoded {
  readonly raw: Raw
  /** The ICC profile that `raw` is in; undefined: sRGB, or what is taken for it. */
  readonly profile: Uint8Array | undefined
}

/** Why there is no picture: the bytes make no sense, ask for another codec, or need more memory than there is. */
export type Failure = 'damaged' | 'unsupported' | 'too-large'

/** A worker's answer to the bytes of a file. */
export type Reply =
  | { readonly ok: true; readonly decoded: Decoded }
  | {
      readonly ok: false
      readonly failure: Failure
      /** In libheif's words, for the log. */
      readonly reason: string
      /** Is the worker's memory no longer to be trusted? */
      readonly broken: boolean
    }
