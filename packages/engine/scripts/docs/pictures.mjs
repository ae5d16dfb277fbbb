// The pictures of the documentation: made from its sources, or checked against what the engine plans.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expandStyles, parse, references, textId } from '@ossimg/grammar'
import { LIMITS, plan, probe, processImage, useFonts } from '../../dist/index.js'
import { EXAMPLES } from './examples.mjs'
import { SOURCES } from './sources.mjs'

/** The largest side of a picture, px. */
const LARGEST_SIDE = 320
/** The largest size of all files together. */
const LARGEST_FOLDER = 1024 * 1024

/** What is drawn over others, by key. */
const MARKS = ['logo.png']

/** Draws the sources and makes the result of every example. */
export async function writePictures(folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [name, { make }] of Object.entries(SOURCES)) writeFileSync(new URL(name, folder), await make())
  const fonts = mkdtempSync(join(tmpdir(), 'ossimg-docs-'))
  try {
    await useFonts({ cacheDirectory: fonts })
    for (const example of readExamples(folder)) {
      const { file, source, process } = example
      if (!file) continue
      const { data } = await processImage(readSource(folder, source), process, { images: marksIn(folder) })
      writeFileSync(new URL(file, folder), data)
    }
  } finally {
    rmSync(fonts, { recursive: true, force: true })
  }
}

/**
 * Every example with what the engine plans for it: `width`, `height`, `format`, `pages` and the name of its `file`, or
 * a report without them.
 */
export function readExamples(folder) {
  return Object.entries(EXAMPLES).flatMap(([operation, examples]) =>
    examples.map((example, index) => {
      const complete = { operation, source: 'harbour.jpg', ...example }
      const planned = planOf(folder, complete)
      if (planned.report) return complete
      const { canvas, encode } = planned
      const file = `${operation}-${index + 1}.${encode.format}`
      return { ...complete, file, ...sizeOf(canvas), format: encode.format }
    }),
  )
}

/** The body of a report, which depends on the source only. */
export async function reportOf(folder, { source, process }) {
  const { data } = await processImage(readSource(folder, source), process)
  return data.toString()
}

/** The sources with what their headers say. */
export function readSources(folder) {
  return Object.entries(SOURCES).map(([file, { about }]) => {
    const metadata = probe(readSource(folder, file))
    return { file, about, ...sizeOf(metadata), format: metadata.format }
  })
}

/** What is wrong with the folder, in words; nothing when it is as it should be. */
export function faultsOf(folder) {
  const wanted = [...readSources(folder), ...readExamples(folder).filter(({ file }) => file)]
  const files = new Map(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder))]))
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0)
  const known = new Set(wanted.map(({ file }) => file))
  return [
    ...wanted.flatMap((picture) => faultsOfPicture(picture, files.get(picture.file))),
    ...[...files.keys()].filter((name) => !known.has(name)).map((name) => `${name} belongs to no example`),
    ...(bytes > LARGEST_FOLDER ? [`the pictures have ${bytes} bytes, more than ${LARGEST_FOLDER}`] : []),
  ]
}

function faultsOfPicture({ file, width, height, format, pages }, bytes) {
  if (!bytes) return [`${file} is missing`]
  if (Math.max(width, height) > LARGEST_SIDE) return [`${file} is larger than ${LARGEST_SIDE} px`]
  const found = probe(bytes)
  const told = `${found.format} ${found.width} x ${found.height}, ${found.pages} frames`
  const planned = `${format} ${width} x ${height}, ${pages} frames`
  return told === planned ? [] : [`${file} is ${told}, planned is ${planned}`]
}

function planOf(folder, { source, process }) {
  const expanded = expandStyles(parse(process), {})
  // Where a text stands depends on its size, but nothing that is told of the result does.
  const texts = references(expanded).texts.map((text) => [textId(text), { width: 1, height: 1 }])
  const images = Object.entries(marksIn(folder)).map(([key, bytes]) => [key, probe(bytes)])
  const metadata = probe(readSource(folder, source))
  return plan(
    expanded,
    { source: metadata, images: Object.fromEntries(images), texts: Object.fromEntries(texts) },
    { limits: LIMITS },
  )
}

function sizeOf({ width, height, pages }) {
  return { width, height, pages }
}

function readSource(folder, name) {
  return readFileSync(new URL(name, folder))
}

function marksIn(folder) {
  return Object.fromEntries(MARKS.map((name) => [name, readSource(folder, name)]))
}
