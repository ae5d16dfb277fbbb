/** What `execute` is expected to take for a plan. */
export interface EstimatedCost {
  /** Milliseconds of CPU time, of all threads together, on the machine of the README's table, with one thread a picture. */
  readonly cpuMs: number
  /**
   * Bytes of resident memory at the peak beyond those of an idle process that has sharp loaded; the files that are
   * processed and the result count.
   */
  readonly peakBytes: number
}

export const MEGAPIXEL = 1_000_000
export const MEGABYTE = 1_000_000
export const MEBIBYTE = 1024 * 1024

/** All of them: they follow one another, but what one took is not given back before the end. */
export function sumOf(costs: readonly EstimatedCost[]): EstimatedCost {
  return {
    cpuMs: costs.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    peakBytes: costs.reduce((sum, { peakBytes }) => sum + peakBytes, 0),
  }
}
