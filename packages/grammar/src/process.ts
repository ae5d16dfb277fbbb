import type { Operation } from './operations/index.ts'

/** Operations on one image, in the order in which they run. */
export interface ImageStage {
  readonly type: 'image'
  readonly actions: readonly Operation[]
}

/** A style by name: text that the bucket keeps, put in this place by `expandStyles`. */
export interface StyleStage {
  readonly type: 'style'
  readonly name: string
}

/** What stands between two pipes. */
export type Stage = ImageStage | StyleStage

/** Where the result is to be stored. */
export interface SaveAs {
  readonly key: string
  /** Absent: the bucket of the request. */
  readonly bucket?: string
}

/** A parsed process string: what was asked, with documented defaults filled in. */
export interface Process {
  readonly stages: readonly Stage[]
  readonly saveAs?: SaveAs
}
