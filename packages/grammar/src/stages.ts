import { splitActions } from './actions.ts'
import { GrammarError } from './errors.ts'
import { GRAMMAR_LIMITS } from './limits.ts'
import { definitionOf } from './operations/index.ts'
import { percentDecoded, type Slice, split } from './percent.ts'
import type { ImageStage, Stage, StyleStage } from './process.ts'
import { readOperation } from './read-operation.ts'

/** A stage that knows where its operations stood. */
export interface PlacedStage<S extends Stage = Stage> {
  readonly stage: S
  /** The index of each action in the given text. */
  readonly places: readonly number[]
  /** The style whose content the stage was read from. */
  readonly style?: string
}

/** Percent-decodes `text`. Throws when the result is longer than a process may be. */
export function decodeProcess(text: string): Slice {
  // An escape is three characters for one byte, so what is cut off here cannot make it short enough.
  const whole = percentDecoded(text.slice(0, 3 * GRAMMAR_LIMITS.bytes + 1))
  const { read } = new TextEncoder().encodeInto(whole.text, new Uint8Array(GRAMMAR_LIMITS.bytes))
  if (read === whole.text.length) return whole
  throw new GrammarError('InvalidArgument', {
    message: `The process is longer than ${GRAMMAR_LIMITS.bytes} bytes.`,
    reason: `expected at most ${GRAMMAR_LIMITS.bytes} bytes`,
    index: whole.at(read),
    ec: '0017-00000288',
  })
}

/** Cuts a process at its pipes. Throws when there are more than a request may have. */
export function splitStages(whole: Slice): Slice[] {
  const stages = split(whole, '|')
  checkPipes(stages.length - 1, stages[GRAMMAR_LIMITS.pipes + 1]?.at(0) ?? 0)
  return stages
}

/** Throws when `pipes` are more than a request may have. */
export function checkPipes(pipes: number, index: number): void {
  if (pipes <= GRAMMAR_LIMITS.pipes) return
  throw new GrammarError('InvalidArgument', {
    message: `The process has more than ${GRAMMAR_LIMITS.pipes} pipes.`,
    reason: `expected at most ${GRAMMAR_LIMITS.pipes} pipes, received ${pipes}`,
    index,
    ec: '0040-00000211',
  })
}

/** What a stage begins with, up to its first slash. */
export function kindOf(stage: Slice): string {
  return stage.text.split('/', 1)[0] ?? ''
}

/** Reads an image or style stage; `sys/saveas` is no stage of the tree. */
export function readStage(stage: Slice): PlacedStage {
  const kind = kindOf(stage)
  switch (kind) {
    case 'image':
      return readImageStage(stage)
    case 'style':
      return { stage: readStyleStage(stage), places: [] }
    case 'sys':
      throw new GrammarError('InvalidArgument', {
        message: 'The stage: sys/saveas must be the last one.',
        reason: 'expected sys/saveas after the last pipe only',
        operation: 'sys/saveas',
        index: stage.at(0),
      })
    default:
      throw unknownKind(stage)
  }
}

/** The error of a stage that is none of those known, as told by `value` in its text. */
export function unknownKind(stage: Slice, value = kindOf(stage) || stage.text): GrammarError {
  return new GrammarError('InvalidArgument', {
    message: value === '' ? 'The process has an empty stage.' : undefined,
    reason: `expected image/…, style/… or sys/saveas,…, received ${JSON.stringify(value)}`,
    parameter: 'x-oss-process',
    value,
    index: stage.at(0),
  })
}

function readStyleStage(stage: Slice): StyleStage {
  const name = stage.text.slice('style/'.length)
  if (name !== '') return { type: 'style', name }
  throw new GrammarError('InvalidArgument', {
    message: 'The process has no style name after style/.',
    reason: 'expected a style name after style/',
    index: stage.at(stage.text.length),
  })
}

/** Reads `image/…`, with the place of each operation. */
export function readImageStage(stage: Slice): PlacedStage<ImageStage> {
  const actions = splitActions(stage)
  return {
    stage: { type: 'image', actions: actions.map((action) => readOperation(action)) },
    places: actions.map((action) => action.at(0)),
  }
}

/**
 * Throws when an operation that reports instead of making a picture has company: it must be the only
 * one of the last stage.
 */
export function checkAlone(stages: readonly PlacedStage[]): void {
  for (const [index, { stage, places, style }] of stages.entries()) {
    if (stage.type !== 'image') continue
    const reporting = stage.actions.findIndex((action) => definitionOf(action.type)?.alone)
    const name = stage.actions[reporting]?.type
    if (name === undefined || (stage.actions.length === 1 && index === stages.length - 1)) continue
    throw new GrammarError('InvalidArgument', {
      message: `The operation: ${name} must be the only one of the last stage.`,
      reason: `expected ${name} to stand alone, after the last pipe`,
      operation: name,
      index: places[reporting] ?? 0,
      style,
    })
  }
}
