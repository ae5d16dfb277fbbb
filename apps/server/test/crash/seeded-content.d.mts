/** Bytes that follow from `seed`: 1 KB to 2 MB of noise, small sizes more often than large ones. */
export function seededContent(seed: string): Buffer
