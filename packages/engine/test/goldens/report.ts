import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { decodeBase64 } from '@ossimg/grammar'
import type { Raw } from '../../src/pixels/raw.ts'
import { contactSheets } from './contact-sheet.ts'
import { boundOf, type Verdict } from './judge.ts'
import { joined } from './sheet.ts'
import { toPng } from './store.ts'

const FOLDER = new URL('./report/', import.meta.url)

/** The page to open. */
export const REPORT = fileURLToPath(new URL('index.html', FOLDER))

/** How much a difference is amplified, so that it is seen. */
const AMPLIFIED = 8

/** Writes a page with every golden as stored, as drawn and the difference, changed ones first, and contact sheets. */
export async function writeReport(verdicts: readonly Verdict[]): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER)
  const ordered = [...verdicts].sort(
    (one, other) => Number(one.faults.length === 0) - Number(other.faults.length === 0),
  )
  const sections = []
  for (const verdict of ordered) sections.push(await section(verdict))
  writeFileSync(REPORT, page(sections))
  const pictures = verdicts.flatMap(({ name, drawn }) => {
    const picture = joined(drawn.flatMap(({ pages }) => pages))
    return picture ? [{ name, picture }] : []
  })
  for (const [index, sheet] of (await contactSheets(pictures)).entries())
    write(`contact-sheet-${String(index + 1).padStart(2, '0')}.png`, await toPng(sheet))
}

function write(file: string, data: Buffer): void {
  writeFileSync(new URL(file, FOLDER), data)
}

async function section({ name, cells, drawn, stored, faults }: Verdict): Promise<string> {
  const made = joined(drawn.flatMap(({ pages }) => pages))
  const images = { stored, drawn: made, difference: stored && made && difference(stored, made) }
  const figures = []
  for (const [title, picture] of Object.entries(images)) {
    if (!picture) continue
    write(`${name}.${title}.png`, await toPng(picture))
    const { width, height } = picture
    const image = `<img src="${name}.${title}.png" width="${2 * width}" height="${2 * height}" alt="">`
    figures.push(`<figure>${image}<figcaption>${title}</figcaption></figure>`)
  }
  const rows = cells.map((cell) => {
    const { mean, far } = boundOf(cell)
    return `${escaped(`${cell[0]} ${readable(cell[1])} → ${cell[2]}`)} <small>±${mean}, ${far}</small>`
  })
  return `<section${faults.length > 0 ? ' class="changed"' : ''}><h2>${name}</h2>
${faults.map((fault) => `<p class="fault">${escaped(fault)}</p>`).join('\n')}
<ol><li>${rows.join('</li>\n<li>')}</li></ol>
${figures.join('\n')}
</section>`
}

/** What differs, amplified, around grey; undefined for pictures of two sizes. */
function difference(one: Raw, other: Raw): Raw | undefined {
  const { width, height } = one
  if (width !== other.width || height !== other.height) return undefined
  const data = new Uint8Array(width * height * 3)
  for (let pixel = 0; pixel < width * height; pixel++)
    for (let channel = 0; channel < 3; channel++) {
      const levels = seen(other, pixel, channel) - seen(one, pixel, channel)
      data[pixel * 3 + channel] = Math.min(255, Math.max(0, 128 + AMPLIFIED * levels))
    }
  return { data, width, height, channels: 3 }
}

/** The level of a channel on a grey ground, so that a difference in opacity shows, too. */
function seen({ data, channels }: Raw, pixel: number, channel: number): number {
  const opacity = channels === 4 ? (data[pixel * 4 + 3] ?? 0) / 255 : 1
  return (data[pixel * channels + channel] ?? 0) * opacity + 200 * (1 - opacity)
}

/** A process with its base64 decoded. */
function readable(process: string): string {
  return process.replace(/\b(text|image)_([\w-]+)/g, (_all, key: string, value: string) => {
    return `${key}_“${decodeBase64(value) ?? value}”`
  })
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

function page(sections: readonly string[]): string {
  return `<!doctype html>
<meta charset="utf-8">
<title>Goldens</title>
<style>
  body { font: 14px/1.4 sans-serif; margin: 2em; background: #fff; color: #222 }
  section { border-top: 1px solid #ccc; padding: 1em 0 }
  figure { display: inline-block; margin: 0 1em 1em 0; vertical-align: top }
  img { image-rendering: pixelated; background: repeating-conic-gradient(#bbb 0 25%, #eee 0 50%) 0 0 / 16px 16px }
  .changed h2, .fault { color: #b00 }
</style>
<h1>Goldens: as stored, as drawn, and ${AMPLIFIED} times the difference</h1>
${sections.join('\n')}
`
}
