import { byteLength, decodeBase64 } from './base64.ts'
import { GrammarError } from './errors.ts'
import { GRAMMAR_LIMITS } from './limits.ts'
import { definitionOf } from './operations/index.ts'
import { from, percentDecoded, type Slice, split } from './percent.ts'
import type { ImageStage, Process, SaveAs, Stage } from './process.ts'
import { readOperation } from './read-operation.ts'

/**
 * Reads a process string, percent-encoded or not, such as `image/resize,w_100/rotate,90`, into a tree
 * with the documented defaults filled in. `+` stays a plus.
 *
 * @throws GrammarError naming operation, parameter, value and the character where it stands.
 * Source: OSS, Image Processing, "Processing modes" and the page of each operation.
 */
export function parse(text: string): Process {
  const whole = percentDecoded(text)
  const stages = splitStages(whole)
  const last = stages[stages.length - 1]
  const saveAs = last && kindOf(last) === 'sys' ? readSaveAs(last) : undefined
  const images = saveAs ? stages.slice(0, -1) : stages
  if (saveAs && images.length === 0)
    throw new GrammarError('InvalidArgument', {
      reason: 'sys/saveas needs an image or style before it',
      index: whole.at(0),
    })
  const read = images.map(readStage)
  checkAlone(read, images)
  return saveAs ? { stages: read, saveAs } : { stages: read }
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

/**
 * Reads a style's content: image stages, with or without `image/` before the first. A style names no
 * other style and stores nothing.
 *
 * @throws GrammarError whose `index` counts in `content` and whose `style` and message name the style.
 */
export function parseStyle(name: string, content: string): ImageStage[] {
  const prefixed = kindPrefix(content)
  try {
    const whole = percentDecoded(prefixed + content)
    const stages = splitStages(whole)
    const read = stages.map((stage) => {
      const parsed = readStage(stage)
      if (parsed.type === 'image') return parsed
      throw new GrammarError('InvalidArgument', {
        reason: 'a style cannot name another style',
        index: stage.at(0),
        ec: '0040-00000213',
      })
    })
    checkAlone(read, stages)
    return read
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error
    const { code, message, reason, operation, parameter, value, ec } = error
    throw new GrammarError(code, {
      message: `${message} (style ${name})`,
      reason: `in style ${name}: ${reason}`,
      index: Math.max(0, error.index - prefixed.length),
      ec,
      style: name,
      ...(operation === undefined ? {} : { operation }),
      ...(parameter === undefined ? {} : { parameter }),
      ...(value === undefined ? {} : { value }),
    })
  }
}

/** `image/` where a stored content begins with an operation at once. */
function kindPrefix(content: string): string {
  const name = content.split(/[,/|]/, 1)[0] ?? ''
  return definitionOf(name) ? 'image/' : ''
}

function splitStages(whole: Slice): Slice[] {
  if (byteLength(whole.text) > GRAMMAR_LIMITS.bytes)
    throw new GrammarError('InvalidArgument', {
      message: `The process is longer than ${GRAMMAR_LIMITS.bytes} bytes.`,
      reason: `expected at most ${GRAMMAR_LIMITS.bytes} bytes, received ${byteLength(whole.text)}`,
      index: whole.at(0),
      ec: '0017-00000288',
    })
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

function kindOf(stage: Slice): string {
  return stage.text.split('/', 1)[0] ?? ''
}

function readStage(stage: Slice): Stage {
  const kind = kindOf(stage)
  switch (kind) {
    case 'image':
      return readImageStage(stage)
    case 'style':
      return readStyleStage(stage)
    case 'sys':
      throw new GrammarError('InvalidArgument', {
        reason: 'sys/saveas must be the last stage',
        index: stage.at(0),
      })
    default:
      throw new GrammarError('InvalidArgument', {
        message: `The value: ${kind} of parameter: x-oss-process is invalid.`,
        reason: `expected image/…, style/… or sys/saveas,…, received ${JSON.stringify(kind)}`,
        parameter: 'x-oss-process',
        value: kind,
        index: stage.at(0),
      })
  }
}

function readStyleStage(stage: Slice): Stage {
  const name = stage.text.slice('style/'.length)
  if (name !== '') return { type: 'style', name }
  throw new GrammarError('InvalidArgument', {
    reason: 'expected a style name after style/',
    index: stage.at(stage.text.length),
  })
}

function readImageStage(stage: Slice): ImageStage {
  const [first, ...rest] = split(from(stage, 'image/'.length), '/')
  if (!first || first.text === '')
    throw new GrammarError('InvalidArgument', {
      message: 'The process has no operation after image/.',
      reason: 'expected an operation after image/',
      index: stage.at(Math.min(stage.text.length, 'image/'.length)),
      ec: '0040-00000212',
    })
  // An empty segment asks for nothing: `image/resize,w_100/` is common.
  const actions = [first, ...rest.filter((action) => action.text !== '')]
  const surplus = actions[GRAMMAR_LIMITS.actions]
  if (surplus)
    throw new GrammarError('InvalidArgument', {
      message: `The process has more than ${GRAMMAR_LIMITS.actions} operations.`,
      reason: `expected at most ${GRAMMAR_LIMITS.actions} operations, received ${actions.length}`,
      index: surplus.at(0),
    })
  return { type: 'image', actions: actions.map(readOperation) }
}

/** An operation that reports instead of making a picture stands alone, in the last stage. */
function checkAlone(stages: readonly Stage[], slices: readonly Slice[]): void {
  const offender = loneOffender(stages)
  if (!offender) return
  throw new GrammarError('InvalidArgument', {
    message: `The operation: ${offender.name} must be the only one of the last stage.`,
    reason: `${offender.name} must stand alone, in the last stage`,
    operation: offender.name,
    index: slices[offender.stage]?.at(0) ?? 0,
  })
}

/** The reporting operation that does not stand alone at the end, if there is one. */
export function loneOffender(stages: readonly Stage[]): { name: string; stage: number } | undefined {
  for (const [index, stage] of stages.entries()) {
    if (stage.type !== 'image') continue
    const lone = stage.actions.find((action) => definitionOf(action.type)?.alone)
    if (lone && (stage.actions.length > 1 || index < stages.length - 1))
      return { name: lone.type, stage: index }
  }
  return undefined
}

function readSaveAs(stage: Slice): SaveAs {
  const [head, ...tokens] = split(stage, ',')
  if (head?.text !== 'sys/saveas')
    throw new GrammarError('InvalidArgument', {
      message: `The value: ${head?.text} of parameter: x-oss-process is invalid.`,
      reason: `expected sys/saveas, received ${JSON.stringify(head?.text)}`,
      index: stage.at(0),
    })
  const names = new Map<string, string>()
  for (const token of tokens) {
    if (token.text === '') continue
    const underscore = token.text.indexOf('_')
    const key = underscore < 0 ? token.text : token.text.slice(0, underscore)
    const value = from(token, underscore < 0 ? token.text.length : underscore + 1)
    if (key !== 'o' && key !== 'b') throw badName(key, token, 'expected o_ or b_')
    // A form decoder in front may have turned a plus into a space.
    const name = decodeBase64(value.text.replaceAll(' ', '+'), 'either')
    if (!name) throw badName(key, value, 'expected base64 of a UTF-8 name')
    names.set(key, name)
  }
  const key = names.get('o')
  if (key === undefined)
    throw new GrammarError('MissingArgument', {
      reason: 'sys/saveas needs o_, the base64 of the object to write',
      operation: 'sys/saveas',
      parameter: 'o',
      index: stage.at(stage.text.length),
    })
  const bucket = names.get('b')
  return bucket === undefined ? { key } : { key, bucket }
}

function badName(key: string, value: Slice, expected: string): GrammarError {
  return new GrammarError('InvalidArgument', {
    reason: `${expected}, received ${JSON.stringify(value.text)}`,
    operation: 'sys/saveas',
    parameter: key,
    value: value.text,
    index: value.at(0),
  })
}
