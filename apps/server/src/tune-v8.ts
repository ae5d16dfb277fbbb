import { setFlagsFromString } from 'node:v8'

/**
 * How much the heap may grow before all of it is looked through, in percent of what was in use the last time. V8 counts
 * the bytes of every picture that passes through: by its own measure a few dozen large ones are enough to look through
 * everything, several times a second.
 */
const GROWTH = 300

/**
 * Lets V8 keep what it has learnt of the program: the code of functions that it has not interpreted for a while, and, in a
 * process that has nothing to do, the shapes of objects of which none is left, for which it has optimized much of the rest.
 */
export const KEEP_CODE = [
  '--no-flush-bytecode',
  // Milliseconds of rest, as many as there can be, after which V8 reduces the heap.
  '--gc-memory-reducer-start-delay-ms=2147483647',
]

/**
 * Sets what suits a process that passes pictures on. To be called once, before anything is loaded: the time of rest counts
 * from the first time that all of the heap was looked through.
 *
 * A server that had nothing to do for some seconds would else compile hundreds of functions anew, and still be slower
 * thousands of pictures later.
 */
export function tuneV8(): void {
  for (const flag of [`--heap-growing-percent=${GROWTH}`, ...KEEP_CODE]) setFlagsFromString(flag)
}
