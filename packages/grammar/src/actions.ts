import { GrammarError } from './errors.ts'
import { GRAMMAR_LIMITS } from './limits.ts'
import { from, type Slice, split } from './percent.ts'

const KIND = 'image/'

/** Cuts `image/…` into its operations. Throws when there are none, or more than may stand together. */
export function splitActions(process: Slice): Slice[] {
  const [first, ...rest] = split(from(process, KIND.length), '/')
  if (!first || first.text === '')
    throw new GrammarError('InvalidArgument', {
      message: 'The process has no operation after image/.',
      reason: 'expected an operation after image/',
      index: process.at(Math.min(process.text.length, KIND.length)),
      ec: '0040-00000212',
    })
  // An empty segment asks for nothing: `image/resize,w_100/` is common.
  const actions = [first, ...rest.filter((action) => action.text !== '')]
  const surplus = actions[GRAMMAR_LIMITS.actions]
  if (!surplus) return actions
  throw new GrammarError('InvalidArgument', {
    message: `The process has more than ${GRAMMAR_LIMITS.actions} operations.`,
    reason: `expected at most ${GRAMMAR_LIMITS.actions} operations, received ${actions.length}`,
    index: surplus.at(0),
  })
}
