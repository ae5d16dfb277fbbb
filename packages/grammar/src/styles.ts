import { GrammarError } from './errors.ts'
import { definitionOf } from './operations/index.ts'
import type { Slice } from './percent.ts'
import type { ImageStage, Process, Stage } from './process.ts'
import {
  checkAlone,
  checkPipes,
  decodeProcess,
  kindOf,
  type PlacedStage,
  readImageStage,
  splitStages,
  unknownKind,
} from './stages.ts'

/** A process without styles. */
export interface ExpandedProcess extends Process {
  readonly stages: readonly ImageStage[]
}

/**
 * Reads a style's content: image stages, with or without `image/` before the first. A style names no
 * other style and stores nothing.
 *
 * @throws GrammarError whose `index` counts in `content` and whose `style` and message name the style.
 * Source: OSS, "Manage image styles".
 */
export function parseStyle(name: string, content: string): ImageStage[] {
  return namingStyle(name, () => {
    const placed = readContent(content)
    checkAlone(placed)
    return placed.map(({ stage }) => stage)
  })
}

/**
 * Puts the content of each style in the place of its name. Pipes count in the expanded whole.
 *
 * @param contents the text of every style that `process` names.
 * @throws GrammarError when a content is no process, names a style, or the whole breaks a rule.
 * Source: OSS, "Manage image styles".
 */
export function expandStyles(process: Process, contents: Readonly<Record<string, string>>): ExpandedProcess {
  const placed = process.stages.flatMap((stage) => expandStage(stage, contents))
  checkPipes(placed.length - 1 + (process.saveAs ? 1 : 0), 0)
  checkAlone(placed)
  const stages = placed.map(({ stage }) => stage)
  return process.saveAs ? { stages, saveAs: process.saveAs } : { stages }
}

function expandStage(
  stage: Stage,
  contents: Readonly<Record<string, string>>,
): readonly PlacedStage<ImageStage>[] {
  if (stage.type === 'image') return [{ stage, places: [] }]
  const { name } = stage
  const content = Object.hasOwn(contents, name) ? contents[name] : undefined
  if (content === undefined)
    throw new GrammarError('InvalidArgument', {
      message: 'The content is not known.',
      reason: 'expected a content for every style that the process names',
      index: 0,
      style: name,
    })
  return namingStyle(name, () => readContent(content)).map((placed) => ({ ...placed, style: name }))
}

function readContent(content: string): PlacedStage<ImageStage>[] {
  return splitStages(prefixed(decodeProcess(content))).map((stage) => {
    const kind = kindOf(stage)
    if (kind === 'image') return readImageStage(stage)
    if (kind !== 'style' && kind !== 'sys') throw unknownKind(stage)
    throw new GrammarError('InvalidArgument', {
      message: `The operation: ${kind} is not supported in a style.`,
      reason: 'expected image/…: a style names no other style and stores nothing',
      operation: kind,
      value: kind,
      index: stage.at(0),
      ec: '0040-00000213',
    })
  })
}

/** Puts `image/` before a stored content that begins with an operation at once. */
function prefixed(content: Slice): Slice {
  const prefix = 'image/'
  const word = content.text.split(/[,/|]/, 1)[0] ?? ''
  if (!definitionOf(word)) return content
  return { text: prefix + content.text, at: (offset) => content.at(Math.max(0, offset - prefix.length)) }
}

/** Lets the errors of `read` name the style that they come from. */
function namingStyle<Result>(name: string, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error
    throw new GrammarError(error.code, {
      ...error,
      message: error.message,
      style: name,
      cause: error,
    })
  }
}
