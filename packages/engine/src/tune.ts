import sharp from 'sharp'

/** How sharp is to behave in this whole process. */
export interface Tuning {
  /** Threads that one picture may use; default 1, since many pictures at once fill the cores better. */
  readonly concurrency?: number
}

/**
 * Sets sharp up for a process that serves untrusted pictures: no operation cache (each picture differs),
 * one thread a picture, and no SVG reader. Changes sharp for everyone in this process, so it is for
 * applications; `execute` is as strict without it.
 */
export function tuneSharp({ concurrency = 1 }: Tuning = {}): void {
  sharp.cache(false)
  sharp.concurrency(concurrency)
  sharp.block({ operation: ['VipsForeignLoadSvg'] })
}
