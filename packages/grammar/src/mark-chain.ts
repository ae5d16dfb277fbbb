import { splitActions } from './actions.ts'
import { GrammarError } from './errors.ts'
import { definitionOf, type MarkOperation, type Operation } from './operations/index.ts'
import type { Slice } from './percent.ts'

/**
 * Reads the operations that prepare the image of a watermark, `image/resize,P_30/rotate,90`: as those of
 * a stage, but only operations that are meant for it, and neither pipes nor styles. Throws `GrammarError`
 * whose index counts in `text`. Source: OSS, "Image watermarks".
 */
export function readMarkChain(text: string, readOperation: (action: Slice) => Operation): MarkOperation[] {
  if (text.split('/', 1)[0] !== 'image' || text.includes('|'))
    throw new GrammarError('InvalidArgument', {
      message: 'The process of a watermark image must be image/… without pipes.',
      reason: `expected image/… without pipes, received ${JSON.stringify(text)}`,
      index: Math.max(0, text.indexOf('|')),
    })
  return splitActions({ text, at: (offset) => offset }).map((action) => {
    // By its name alone, so that a watermark inside a watermark is never read.
    checkForMark(action.text.split(',', 1)[0] ?? '', action.at(0))
    return readOperation(action) as MarkOperation
  })
}

/** Throws when the operation `name` exists but does not prepare the image of a watermark. */
export function checkForMark(name: string, index: number): void {
  if (definitionOf(name)?.inMark !== false) return
  throw new GrammarError('InvalidArgument', {
    message: `The operation: ${name} is not supported in a watermark image.`,
    reason: `expected an operation that prepares a watermark image, received ${name}`,
    operation: name,
    value: name,
    index,
    ec: name === 'watermark' ? '0040-00000373' : undefined,
  })
}
