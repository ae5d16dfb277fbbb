import { inspect } from 'node:util'
import { CliError } from './errors.ts'
import { CLI_ERROR_EXIT_CODES, EXIT_CODES, type ExitCode } from './exit-code.ts'
import { visible } from './visible.ts'

/** What to tell the person and what to tell the shell. */
export interface ErrorReport {
  readonly text: string
  readonly exitCode: ExitCode
}

/**
 * The errors of our packages, by name: importing their classes would load sharp where it is not needed.
 * All of them have an OSS `code`.
 */
const PACKAGE_ERROR_EXIT_CODES: Readonly<Record<string, ExitCode>> = {
  GrammarError: EXIT_CODES.usage,
  SignerError: EXIT_CODES.usage,
  EngineError: EXIT_CODES.picture,
}

/**
 * Turns whatever a command threw into words and an exit code. Only what nobody foresaw has a stack, and
 * only with `debug`.
 */
export function reportError(error: unknown, debug: boolean): ErrorReport {
  if (error instanceof CliError) {
    const prefix = error.code === 'BadProcess' ? '' : 'ossimg: '
    return { text: `${prefix}${shown(error)}\n`, exitCode: CLI_ERROR_EXIT_CODES[error.code] }
  }
  const exitCode = error instanceof Error ? PACKAGE_ERROR_EXIT_CODES[error.name] : undefined
  if (error instanceof Error && exitCode !== undefined && 'code' in error)
    return { text: `ossimg: ${error.code}: ${shown(error)}\n`, exitCode }
  const text = debug
    ? `ossimg: unexpected error: ${inspect(error)}\n`
    : `ossimg: unexpected error: ${error instanceof Error ? error.message : String(error)}\nSet OSSIMG_DEBUG=1 to see where it comes from.\n`
  return { text, exitCode: EXIT_CODES.unexpected }
}

/** Messages repeat what a process holds, and that may come from anywhere. */
function shown({ message }: Error): string {
  return message.split('\n').map(visible).join('\n')
}
