/** Bytes that follow from `seed`: 1 KB to 2 MB of noise, small sizes more often than large ones. */
export function seededContent(seed: string): Buffer

/** The same in pieces of 200 KB, the last one smaller. */
export function seededParts(seed: string): readonly Buffer[]
