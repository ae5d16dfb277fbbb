import { GrammarError } from './errors.ts'
import type { Process } from './process.ts'
import { readSaveAs } from './save-as.ts'
import { checkAlone, decodeProcess, kindOf, readStage, splitStages } from './stages.ts'

/**
 * Reads a process string, percent-encoded or not, such as `image/resize,w_100/rotate,90`, into a tree
 * with the documented defaults filled in. `+` stays a plus.
 *
 * @throws GrammarError naming operation, parameter, value and the character where it stands.
 * Source: OSS, Image Processing, "Processing modes" and the page of each operation.
 */
export function parse(text: string): Process {
  const slices = splitStages(decodeProcess(text))
  const last = slices[slices.length - 1]
  const target = last && kindOf(last) === 'sys' ? last : undefined
  const placed = (target ? slices.slice(0, -1) : slices).map(readStage)
  checkAlone(placed)
  const stages = placed.map(({ stage }) => stage)
  if (!target) return { stages }
  const saveAs = readSaveAs(target)
  if (stages.length > 0) return { stages, saveAs }
  throw new GrammarError('InvalidArgument', {
    message: 'The process has nothing to save.',
    reason: 'expected image/… or style/… before sys/saveas',
    operation: 'sys/saveas',
    index: target.at(0),
  })
}

/** The outcome of `safeParse`. */
export type SafeParse =
  | { readonly ok: true; readonly process: Process }
  | { readonly ok: false; readonly error: GrammarError }

/** As `parse`, with the error as a value: for editors and command lines. */
export function safeParse(text: string): SafeParse {
  try {
    return { ok: true, process: parse(text) }
  } catch (error) {
    if (error instanceof GrammarError) return { ok: false, error }
    throw error
  }
}
