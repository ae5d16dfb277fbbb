const PAGE = 65_536

/** Says what came of a limit. */
export interface MemoryLimit {
  /** How often more memory was refused. */
  readonly refusals: () => number
}

/**
 * Refuses to let any WebAssembly memory of this thread grow beyond `maximum` bytes. A module that asks for more sees
 * its allocation fail, which libheif reports as an error. What the binary itself declares, 2 GiB, cannot be set from
 * outside, so this replaces `grow` for the whole thread: call it once, in a thread that does nothing else.
 */
export function limitMemory(maximum: number): MemoryLimit {
  const { prototype } = WebAssembly.Memory
  const { grow } = prototype
  let refused = 0
  prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * PAGE > maximum) {
      refused++
      throw new RangeError(`WebAssembly memory is limited to ${maximum} bytes`)
    }
    return grow.call(this, pages)
  }
  return { refusals: () => refused }
}
