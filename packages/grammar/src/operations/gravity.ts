/** The nine positions of OSS's grid, row by row. */
export const GRAVITIES = ['nw', 'north', 'ne', 'west', 'center', 'east', 'sw', 'south', 'se'] as const

/** One of the nine positions. */
export type Gravity = (typeof GRAVITIES)[number]
