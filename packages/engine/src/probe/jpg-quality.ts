/** The luminance table of the JPEG standard, Annex K, in zigzag order. */
const STANDARD = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58,
  51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103,
  62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
] as const

/** The step of the standard table that libjpeg writes at `quality`, before it is limited to what the file can hold. */
function scaled(step: number, quality: number): number {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality
  return Math.max(1, Math.floor((step * percent + 50) / 100))
}

/** The unlimited table of every quality; index 0 is quality 1. */
const TABLES = Array.from({ length: 100 }, (_, index) => STANDARD.map((step) => scaled(step, index + 1)))

/**
 * The quality, 1 to 100, whose IJG luminance table is nearest to `table` (64 steps in zigzag order): the least sum of
 * absolute differences, the higher quality on a tie. Exact for tables that libjpeg made.
 */
export function estimateQuality(table: ArrayLike<number>): number {
  const limit = largest(table) > 0xff ? 0x7fff : 0xff
  let best = 1
  let least = Number.POSITIVE_INFINITY
  // Most files are of high quality, and of tables that fit exactly.
  for (let quality = 100; quality >= 1 && least > 0; quality--) {
    const candidate = TABLES[quality - 1] ?? []
    let difference = 0
    for (let step = 0; step < 64 && difference < least; step++) {
      difference += Math.abs(Math.min(candidate[step] ?? 0, limit) - (table[step] ?? 0))
    }
    if (difference < least) {
      best = quality
      least = difference
    }
  }
  return best
}

function largest(table: ArrayLike<number>): number {
  let most = 0
  for (let step = 0; step < table.length; step++) most = Math.max(most, table[step] ?? 0)
  return most
}
