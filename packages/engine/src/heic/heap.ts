import type { Libheif } from 'libheif-js/libheif-wasm/libheif-bundle.mjs'
import type { Failure } from './messages.ts'

/** libheif's own refusal, after which it works on. */
export class HeifError extends Error {
  override readonly name = 'HeifError'
  readonly failure: Failure

  constructor(failure: Failure, message: string) {
    super(message)
    this.failure = failure
  }
}

/** Codes of a `heif_error` that tell of a file no decoder is built in for, rather than of a damaged one. */
const UNSUPPORTED: readonly number[] = [3, 4, 11]

/** Code of a `heif_error`; a subcode makes it a count beyond libheif's limits, which no sound file reaches. */
const OUT_OF_MEMORY = 6

/** What libheif holds in its memory for one picture: all of it goes with `free`. */
export class Heap {
  readonly #libheif: Libheif
  readonly #cleanups: (() => void)[] = []
  /** Room for a `heif_error` of three words, then for one word. */
  readonly #results: number

  constructor(libheif: Libheif) {
    this.#libheif = libheif
    this.#results = this.allocate(16)
  }

  /** The address of `size` bytes. Throws HeifError when there are no more. */
  allocate(size: number): number {
    // The answer to a request for nothing may be 0, which elsewhere says that memory is exhausted.
    const at = this.#libheif._malloc(Math.max(size, 1))
    if (at === 0) throw new HeifError('too-large', `No room for ${size} bytes`)
    this.whenFreed(() => this.#libheif._free(at))
    return at
  }

  store(bytes: Uint8Array): number {
    const at = this.allocate(bytes.length)
    this.#libheif.HEAPU8.set(bytes, at)
    return at
  }

  load(at: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#libheif.HEAPU8.subarray(at, at + length))
  }

  /** Adds what is to be undone; what came last is undone first. */
  whenFreed(cleanup: () => void): void {
    this.#cleanups.push(cleanup)
  }

  free(): void {
    for (const cleanup of this.#cleanups.reverse()) cleanup()
  }

  /** The word that `call` stores at the address it is given. */
  word(call: (result: number) => void): number {
    const at = this.#results + 12
    call(at)
    return this.#wordAt(at)
  }

  /** Throws, as a HeifError, the `heif_error` that `call` stores at the address it is given, unless it is success. */
  check(call: (error: number) => void): void {
    const at = this.#results
    call(at)
    const code = this.#wordAt(at)
    if (code === 0) return
    throw new HeifError(failureOf(code, this.#wordAt(at + 4)), this.#textAt(this.#wordAt(at + 8)))
  }

  #wordAt(at: number): number {
    return this.#libheif.HEAPU32[at >> 2] ?? 0
  }

  #textAt(at: number): string {
    return new TextDecoder().decode(this.load(at, this.#libheif.HEAPU8.indexOf(0, at) - at))
  }
}

function failureOf(code: number, subcode: number): Failure {
  if (UNSUPPORTED.includes(code)) return 'unsupported'
  return code === OUT_OF_MEMORY && subcode === 0 ? 'too-large' : 'damaged'
}
