import { GrammarError } from './errors.ts'
import { checkPipes, loneOffender, parseStyle } from './parse.ts'
import type { ImageStage, Process, Stage } from './process.ts'

/** A process without styles. */
export interface ExpandedProcess extends Process {
  readonly stages: readonly ImageStage[]
}

/**
 * Puts the content of each style in the place of its name. Pipes count in the expanded whole.
 *
 * @param contents the text of every style that `process` names.
 * @throws GrammarError when a content is no process, names a style, or the whole breaks a rule.
 * Source: OSS, "Manage image styles".
 */
export function expandStyles(process: Process, contents: Readonly<Record<string, string>>): ExpandedProcess {
  const stages = process.stages.flatMap((stage) => expandStage(stage, contents))
  checkPipes(stages.length - 1 + (process.saveAs ? 1 : 0), 0)
  const offender = loneOffender(stages)
  if (offender)
    throw new GrammarError('InvalidArgument', {
      message: `The operation: ${offender.name} must be the only one of the last stage.`,
      reason: `${offender.name} must stand alone, in the last stage of the expanded process`,
      operation: offender.name,
      index: 0,
    })
  return process.saveAs ? { stages, saveAs: process.saveAs } : { stages }
}

function expandStage(stage: Stage, contents: Readonly<Record<string, string>>): ImageStage[] {
  if (stage.type === 'image') return [stage]
  const content = Object.hasOwn(contents, stage.name) ? contents[stage.name] : undefined
  if (content === undefined)
    throw new GrammarError('InvalidArgument', {
      reason: `the content of style ${stage.name} is not known`,
      index: 0,
      style: stage.name,
    })
  return parseStyle(stage.name, content)
}
