import {
  type ExpandedProcess,
  expandStyles,
  GrammarError,
  type Process,
  references,
  safeParse,
} from '@ossimg/grammar'
import { CliError } from './errors.ts'
import type { Io } from './io.ts'
import { pointAt } from './point-at.ts'
import { readStyles, type Styles, styleName } from './styles-file.ts'

/**
 * Reads the process given on the command line, and puts the styles of a file in the places of their names.
 *
 * @param stylesFile is only read when a style is named.
 * @throws CliError `BadProcess` that shows the wrong character, of the process or of a style; `Usage` for a style without
 *   a file, `File` for one that the file lacks and for a file that cannot be read.
 */
export async function readProcess(
  text: string,
  stylesFile: string | undefined,
  io: Io,
): Promise<ExpandedProcess> {
  const parsed = safeParse(text)
  if (!parsed.ok) throw new CliError('BadProcess', explain(text, parsed.error), { cause: parsed.error })
  const { styles: names } = references(parsed.process)
  const [first] = names
  if (first === undefined) return expandStyles(parsed.process, {})
  if (stylesFile === undefined)
    throw new CliError(
      'Usage',
      `The process names ${styleName(first)}: give the file that holds it, --styles FILE.`,
    )
  const styles = await readStyles(stylesFile, io)
  const missing = names.find((name) => !Object.hasOwn(styles, name))
  if (missing !== undefined)
    throw new CliError('File', `${stylesFile} holds no style ${JSON.stringify(missing)}.`)
  return expand(parsed.process, text, styles, stylesFile)
}

/** An error inside a style is shown in the style, any other in the process. */
function expand(process: Process, text: string, styles: Styles, stylesFile: string): ExpandedProcess {
  try {
    return expandStyles(process, styles)
  } catch (cause) {
    if (!(cause instanceof GrammarError)) throw cause
    const { style } = cause
    const shown =
      style === undefined
        ? explain(text, cause)
        : `${explain(styles[style] ?? '', cause)}\nin ${styleName(style)} of ${stylesFile}`
    throw new CliError('BadProcess', shown, { cause })
  }
}

function explain(text: string, { code, message, reason, index }: GrammarError): string {
  const words = message === reason ? message : `${message}\n${reason}`
  return `${pointAt(text, index)}\n${code}: ${words}`
}
