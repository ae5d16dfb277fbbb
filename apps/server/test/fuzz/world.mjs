/** Stands in every private thing; no answer may hold it. */
export const MARKER = 'fuzz-marker-7c1f'

/** The colour of every private picture, and of no other. */
export const MARKER_COLOR = { r: 254, g: 1, b: 253 }

/** A key for the bucket `open` alone, with which the fuzz signs. */
export const LIMITED = { accessKeyId: 'LIMITEDKEY', accessKeySecret: 'limited-secret' }
