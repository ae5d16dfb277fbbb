import { type ExpandedProcess, expandStyles, type Process, references, stringify } from '@ossimg/grammar'
import { remembered } from './remembered.ts'

/** `stringify`, once for each process. */
export const canonicalText = remembered<Process, string>(stringify)

/** `references`, once for each process. */
export const referencesOf = remembered(references)

/** A process that names no style, as `expandStyles` gives it: the same one each time. */
export const expandedAlone = remembered((process: Process): ExpandedProcess => expandStyles(process, {}))
