import { setFlagsFromString } from 'node:v8'

/**
 * How much the heap may grow before all of it is looked through, in percent of what was in use the last time. V8 counts
 * the bytes of every picture that passes through: by its own measure a few dozen large ones are enough to look through
 * everything, several times a second.
 */
const GROWTH = 300

/** Lets V8 keep the code of functions that it has not interpreted for a while. */
export const KEEP_CODE = '--no-flush-bytecode'

/**
 * Sets what suits a process that passes pictures on. To be called once, early.
 *
 * A server that had nothing to do for some seconds would else compile hundreds of functions anew, and still be slower
 * thousands of pictures later.
 */
export function tuneV8(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`)
  setFlagsFromString(KEEP_CODE)
}
