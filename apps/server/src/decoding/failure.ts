import { EngineError, type EngineErrorCode } from '@ossimg/engine'
import { ContentGone } from './worker.ts'

/** An error in JSON, to cross from one process to another. */
export type Failure =
  | (ErrorFacts & {
      readonly type: 'engine'
      readonly code: EngineErrorCode
      readonly ec?: string | undefined
      readonly operation?: string | undefined
    })
  | (ErrorFacts & { readonly type: 'gone'; readonly path: string })
  | (ErrorFacts & { readonly type: 'other'; readonly name: string })

interface ErrorFacts {
  readonly message: string
  readonly stack: string | undefined
  readonly cause?: Failure | undefined
}

/** Causes of causes beyond this are left out, for they may go round in a circle. */
const DEPTH = 5

/** What can be said of an error, and of what caused it. */
export function failureOf(error: unknown, depth = DEPTH): Failure {
  if (!(error instanceof Error))
    return { type: 'other', name: 'Error', message: String(error), stack: undefined }
  const { name, message, stack } = error
  const cause = error.cause === undefined || depth === 0 ? undefined : failureOf(error.cause, depth - 1)
  const facts = { message, stack, cause }
  if (error instanceof ContentGone) return { type: 'gone', path: error.path, ...facts }
  if (!(error instanceof EngineError)) return { type: 'other', name, ...facts }
  const { code, ec, operation } = error
  return { type: 'engine', code, ec, operation, ...facts }
}

/** The error again: an EngineError or ContentGone with all it says, or an Error that keeps name and stack. */
export function errorOf(failure: Failure): Error {
  const error = revive(failure)
  if (failure.stack !== undefined) error.stack = failure.stack
  return error
}

function revive(failure: Failure): Error {
  const caused = failure.cause ? { cause: errorOf(failure.cause) } : {}
  switch (failure.type) {
    case 'engine': {
      const { code, message, ec, operation } = failure
      const details = {
        ...(ec !== undefined && { ec }),
        ...(operation !== undefined && { operation }),
        ...caused,
      }
      return new EngineError(code, message, details)
    }
    case 'gone':
      return new ContentGone(failure.path, caused.cause)
    case 'other': {
      const error = new Error(failure.message, caused)
      error.name = failure.name
      return error
    }
  }
}
