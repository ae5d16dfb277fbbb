/** Which source cells make each cell of a shorter line, and how much each counts. */
export interface AreaTable {
  /** The first source cell of each result cell. */
  readonly starts: Int32Array
  /** Where the weights of each result cell begin in `weights`; one entry more than there are cells. */
  readonly offsets: Int32Array
  /** The share of each source cell; those of one result cell add up to 1. */
  readonly weights: Float32Array
  /** The whole number of source cells in every result cell, where it is one. */
  readonly factor: number | undefined
}

/** An overlap shorter than this does not count. */
const NEGLIGIBLE = 1e-3

/**
 * The table that takes a line of `source` cells to one of `size` cells, 1 ≤ `size` ≤ `source`. 3 cells to 2:
 * the first is 2/3 of cell 0 and 1/3 of cell 1. Source: OpenCV, "Geometric Image Transformations", `INTER_AREA`.
 */
export function areaTable(source: number, size: number): AreaTable {
  const scale = 1 / (size / source)
  const starts = new Int32Array(size)
  const offsets = new Int32Array(size + 1)
  const weights = new Float32Array(source + 2 * size)
  let used = 0
  for (let cell = 0; cell < size; cell++) {
    const from = cell * scale
    const to = from + scale
    const width = Math.min(scale, source - from)
    const end = Math.min(Math.floor(to), source - 1)
    const begin = Math.min(Math.ceil(from), end)
    const head = begin - from > NEGLIGIBLE
    starts[cell] = head ? begin - 1 : begin
    if (head) weights[used++] = (begin - from) / width
    for (let whole = begin; whole < end; whole++) weights[used++] = 1 / width
    if (to - end > NEGLIGIBLE) weights[used++] = Math.min(to - end, 1, width) / width
    offsets[cell + 1] = used
  }
  const factor = source % size === 0 ? source / size : undefined
  return { starts, offsets, weights, factor }
}
