import { type ExpandedProcess, expandStyles, type GrammarError, references, safeParse } from '@ossimg/grammar'
import { CliError } from './errors.ts'
import { pointAt } from './point-at.ts'

/**
 * Reads the process given on the command line.
 *
 * @throws CliError `BadProcess` that shows the wrong character; `Usage` for a process that names a style.
 */
export function readProcess(text: string): ExpandedProcess {
  const parsed = safeParse(text)
  if (!parsed.ok) throw new CliError('BadProcess', explain(text, parsed.error), { cause: parsed.error })
  const [style] = references(parsed.process).styles
  if (style === undefined) return expandStyles(parsed.process, {})
  throw new CliError(
    'Usage',
    `The process names the style ${JSON.stringify(style)}, which only the service can look up: write its operations instead.`,
  )
}

function explain(text: string, { code, message, reason, index }: GrammarError): string {
  const words = message === reason ? message : `${message}\n${reason}`
  return `${pointAt(text, index)}\n${code}: ${words}`
}
