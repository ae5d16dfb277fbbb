/** Bytes that are kept between two orders; whatever is larger is given back to the system. */
const MOST = 8 * 1024 * 1024

/** Bytes that are taken at first. */
const FIRST = 512 * 1024

/** Memory for the files of one order, used again for the next: memory from the system costs more than the reading. */
export interface Scratch {
  /** So many bytes, until the next `reuse`. They hold anything. */
  take(size: number): Buffer
  /** Nothing taken so far is needed any more. */
  reuse(): void
  /** Are these bytes what was taken, or a part of it, and gone with the next `reuse`? */
  holds(bytes: Uint8Array): boolean
  /** Something taken so far may still be needed, nobody knows how long. */
  abandon(): void
}

/** No memory yet. */
export function createScratch(): Scratch {
  let memory = Buffer.alloc(0)
  let used = 0
  return {
    take(size) {
      if (used + size > MOST) return Buffer.allocUnsafeSlow(size)
      if (used + size > memory.length) {
        // What was taken of the old one keeps it.
        memory = Buffer.allocUnsafeSlow(Math.min(MOST, Math.max(FIRST, 2 * (used + size))))
        used = 0
      }
      used += size
      return memory.subarray(used - size, used)
    },
    reuse() {
      used = 0
    },
    holds: (bytes) => bytes.buffer === memory.buffer,
    abandon() {
      memory = Buffer.alloc(0)
      used = 0
    },
  }
}
