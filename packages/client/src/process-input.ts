import { type Process, parse, type SaveAs, stringify } from '@ossimg/grammar'

/**
 * What to do with an image: a text, sent as it is (OSS may know more than `@ossimg/grammar`), a tree that
 * `@ossimg/grammar` parsed, or a builder that `image()` or `style()` began.
 */
export type ProcessInput = string | Process

/** The process as text. Throws `GrammarError` for a tree that OSS would refuse. */
export function processText(process: ProcessInput): string {
  if (typeof process === 'string') return process
  const text = stringify(process)
  parse(text)
  return text
}

/** The process with its result stored as `target`, instead of a target that the tree may have already. */
export function saveAsText(process: ProcessInput, target: SaveAs): string {
  if (typeof process === 'string') return `${process}|${stringify({ stages: [], saveAs: target })}`
  return processText({ stages: process.stages, saveAs: target })
}
