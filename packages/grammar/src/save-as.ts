import { byteLength, decodeBase64 } from './base64.ts'
import { GrammarError } from './errors.ts'
import { GRAMMAR_LIMITS } from './limits.ts'
import { from, type Slice, split } from './percent.ts'
import type { SaveAs } from './process.ts'
import { unknownKind } from './stages.ts'

/**
 * Reads `sys/saveas,o_…,b_…`, where both names are base64 in any alphabet: no slash splits this stage.
 * Throws `InvalidArgument`, also for a missing key. Source: OSS, "Save processed images".
 */
export function readSaveAs(stage: Slice): SaveAs {
  const [head, ...tokens] = split(stage, ',')
  if (head?.text !== 'sys/saveas') throw unknownKind(stage, head?.text)
  const names = new Map<string, string>()
  for (const token of tokens.filter(({ text }) => text !== '')) {
    const underscore = token.text.indexOf('_')
    const key = underscore < 0 ? token.text : token.text.slice(0, underscore)
    if (key !== 'o' && key !== 'b')
      throw new GrammarError('InvalidArgument', {
        message: `The parameter: ${key || token.text} of operation: sys/saveas is not supported.`,
        reason: `expected o_ or b_, received ${JSON.stringify(token.text)}`,
        operation: 'sys/saveas',
        parameter: key || token.text,
        value: token.text,
        index: token.at(0),
      })
    names.set(key, readName(key, from(token, underscore < 0 ? token.text.length : underscore + 1)))
  }
  const key = names.get('o')
  if (key === undefined)
    throw new GrammarError('InvalidArgument', {
      message: 'The operation: sys/saveas needs the parameter: o.',
      reason: 'expected o_ with the base64 of the key to save as',
      operation: 'sys/saveas',
      parameter: 'o',
      index: stage.at(0),
    })
  const bucket = names.get('b')
  return bucket === undefined ? { key } : { key, bucket }
}

function readName(key: string, value: Slice): string {
  // A form decoder in front may have turned a plus into a space.
  const name = decodeBase64(value.text.replaceAll(' ', '+'), 'either')
  if (name && byteLength(name) <= GRAMMAR_LIMITS.keyBytes) return name
  throw new GrammarError('InvalidArgument', {
    reason: `expected base64 of 1 to ${GRAMMAR_LIMITS.keyBytes} bytes of UTF-8, received ${JSON.stringify(value.text)}`,
    operation: 'sys/saveas',
    parameter: key,
    value: value.text,
    index: value.at(0),
  })
}
