import { CliError } from './errors.ts'
import type { Io } from './io.ts'

/** Contents of styles by name. */
export type Styles = Readonly<Record<string, string>>

/**
 * Reads styles from a JSON file: an object of names and contents, `{"thumb": "image/resize,w_100"}`, or an array of
 * `{"name": "thumb", "content": "image/resize,w_100"}`.
 *
 * @throws CliError `File`, naming the file, and the style that is to blame.
 */
export async function readStyles(file: string, io: Io): Promise<Styles> {
  const text = Buffer.from(await io.readFile(file, () => {})).toString()
  const contents = new Map<string, string>()
  for (const [name, content] of entriesOf(parseJson(text, file), file)) {
    if (typeof content !== 'string') throw unreadable(file, `the content of ${styleName(name)} is no text`)
    if (contents.has(name)) throw unreadable(file, `${styleName(name)} stands there twice`)
    contents.set(name, content)
  }
  return Object.fromEntries(contents)
}

/** What a style is called in messages. */
export function styleName(name: string): string {
  return `the style ${JSON.stringify(name)}`
}

function parseJson(text: string, file: string): unknown {
  try {
    // Some editors begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    throw unreadable(file, cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

function entriesOf(value: unknown, file: string): readonly (readonly [name: string, content: unknown])[] {
  if (Array.isArray(value)) return value.map((entry, index) => entryOf(entry, index, file))
  if (typeof value === 'object' && value !== null) return Object.entries(value)
  throw unreadable(file, 'expected an object of names and contents, or an array of {"name", "content"}')
}

function entryOf(entry: unknown, index: number, file: string): readonly [name: string, content: unknown] {
  const { name, content }: { name?: unknown; content?: unknown } = Object(entry)
  if (typeof name === 'string') return [name, content]
  throw unreadable(file, `the name of style ${index + 1} is no text`)
}

function unreadable(file: string, problem: string, options?: ErrorOptions): CliError {
  return new CliError('File', `cannot read ${file}: ${problem}`, options)
}
