// A row of the cost tables, loaded and planned.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execute, LIMITS, measureTexts, plan, probe, probeMarks } from '@ossimg/engine'
import { expandStyles, parse, references } from '@ossimg/grammar'

/** The plan of a row, what it was made from, and what executes it. */
export async function prepare(folder, { source: name, process, options }) {
  const tree = expandStyles(parse(`image/${process}`), {})
  const read = (key) => readFileSync(join(folder, key))
  const images = Object.fromEntries(references(tree).images.map((key) => [key, read(key)]))
  const source = read(name)
  const sources = { source: probe(source), images: probeMarks(images), texts: await measureTexts(tree) }
  // Uncompressed formats are larger than the service takes.
  const limits = { ...LIMITS, sourceBytes: Number.MAX_SAFE_INTEGER }
  const planned = plan(tree, sources, { ...options, limits })
  return { plan: planned, sources, run: () => execute(planned, { source, images }) }
}
