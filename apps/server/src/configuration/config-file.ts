import { readFile } from 'node:fs/promises'
import { ConfigError } from '../config.ts'
import { JsonError, problemText } from './json-document.ts'

/**
 * Reads a file that a variable names. What its content is refused for becomes problems of that variable.
 *
 * @param read makes something of the text. Throws JsonError.
 * @throws ConfigError.
 */
export async function readConfigFile<Value>(
  variable: string,
  file: string,
  read: (text: string) => Value,
): Promise<Value> {
  const text = await readText(variable, file)
  try {
    return read(text)
  } catch (error) {
    throw asConfigError(variable, file, error)
  }
}

/** The text of a file that a variable names. Throws ConfigError. */
export async function readText(variable: string, file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8')
    // Some editors put a mark in front, which JSON has no place for.
    return text.replace(/^\ufeff/, '')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigError([`${variable}: ${reason}`])
  }
}

/** What is wrong in a file as problems of the variable that names it; any other error as it is. */
export function asConfigError(variable: string, file: string, error: unknown): unknown {
  if (!(error instanceof JsonError)) return error
  return new ConfigError(error.problems.map((problem) => `${variable}: ${file}: ${problemText(problem)}`))
}

/** Waits for all, and rejects with the problems of all of them together. Any other error comes first. */
export async function allConfigured<Reads extends readonly Promise<unknown>[]>(
  ...reads: Reads
): Promise<{ -readonly [Index in keyof Reads]: Awaited<Reads[Index]> }> {
  const outcomes = await Promise.allSettled(reads)
  const reasons: readonly unknown[] = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason] : [],
  )
  const other = reasons.find((reason) => !(reason instanceof ConfigError))
  if (other !== undefined) throw other
  const problems = reasons.flatMap((reason) => (reason instanceof ConfigError ? reason.problems : []))
  if (problems.length > 0) throw new ConfigError(problems)
  return Promise.all(reads)
}
