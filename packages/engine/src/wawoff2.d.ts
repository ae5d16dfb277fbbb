declare module 'wawoff2/decompress.js' {
  /** Unpacks a WOFF2 font. The result is a view into memory that the next call reuses. Rejects when it is no font. */
  export default function decompress(woff2: Uint8Array): Promise<Uint8Array>
}
