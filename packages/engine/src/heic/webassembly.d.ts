declare namespace WebAssembly {
  /** The part of the interface that we use; Node's own types leave it to those of browsers. */
  interface Memory {
    readonly buffer: ArrayBuffer
    /** @returns how many pages of 64 KiB there were before. */
    grow(pages: number): number
  }
  const Memory: { readonly prototype: Memory }
}
