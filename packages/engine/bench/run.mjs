// CPU per request of the engine beside a floor written by hand for the same chain. `--help` tells the options.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measureTexts, plan, probe, probeMarks, processImage, tuneSharp, useFonts } from '@ossimg/engine'
import { expandStyles, parse } from '@ossimg/grammar'
import sharp from 'sharp'
import { compare } from './agreement.mjs'
import { CHAINS, MARK_KEY, MARK_TEXT } from './chains.mjs'
import { drawMark, drawSource, SIZES } from './pictures.mjs'
import { conditions, markdown, summarise } from './report.mjs'
import { interleave } from './timing.mjs'

const HELP = `Usage: node bench/run.mjs [options]

  --size <MP>      only this size: ${Object.keys(SIZES).join(', ')}; may be repeated
  --chain <text>   only chains whose title contains it; may be repeated
  --rounds <n>     rounds; default 9
  --quick          3 short rounds: rough figures, but all pictures are compared
  --json           JSON instead of a table

Ends with 1 when engine and floor make different pictures, whatever the speed.`

const { values: asked } = parseArgs({
  options: {
    size: { type: 'string', multiple: true },
    chain: { type: 'string', multiple: true },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (asked.help) console.log(HELP)
else await run()

async function run() {
  const effort = asked.quick ? { rounds: 3, budget: 40 } : { rounds: 9, budget: 250 }
  if (asked.rounds) effort.rounds = Number(asked.rounds)
  const sizes = Object.keys(SIZES)
    .filter((size) => !asked.size || asked.size.includes(size))
    .sort((one, other) => one - other)
  const chains = CHAINS.filter(
    ({ title }) => !asked.chain || asked.chain.some((text) => title.includes(text)),
  )
  if (sizes.length === 0 || chains.length === 0 || !(effort.rounds >= 1))
    throw new Error(`Nothing to measure.\n\n${HELP}`)

  tuneSharp()
  const rows = []
  const overlays = { mark: await loadMark(), text: await drawText() }
  for (const size of sizes) {
    const scene = { ...SIZES[size], ...overlays, source: await drawSource(SIZES[size]) }
    for (const chain of chains) rows.push(await measure(size, chain, scene, effort))
  }
  if (asked.json) console.log(JSON.stringify({ conditions: conditions(), effort, rows }, null, 2))
  else console.log(markdown(rows, conditions(), effort))
}

async function measure(size, { title, process: processOf, floor }, scene, effort) {
  const text = processOf(scene)
  const images = { [MARK_KEY]: scene.mark.file }
  const request = (options) => () => processImage(scene.source, text, { images, ...options })
  // What is small is averaged by default, so only without that has it the floor's kernel.
  const small = scene.width * scene.height <= 512 * 512
  const like = small ? { resampling: 'fast' } : {}
  const contenders = {
    floor: async () => floor.encode(await floor.picture(scene)).toBuffer(),
    engine: request(like),
    ...(small && { default: request({}) }),
  }
  const found = await agree(`${size} MP, ${title}`, {
    text,
    images,
    floor,
    scene,
    options: like,
    exact: true,
  })
  if (small)
    await agree(`${size} MP, ${title}, default`, { text, images, floor, scene, options: {}, exact: false })
  const row = summarise({ size, title, costs: await interleave(contenders, effort), found })
  console.error(`${size} MP, ${title}: ${row.ratio.toFixed(2)} (${found})`)
  return row
}

/** Compares engine and floor; when they do not agree this process will end with 1. */
async function agree(title, { text, images, floor, scene, options, exact }) {
  const asked = expandStyles(parse(text), {})
  const sources = {
    source: probe(scene.source),
    images: probeMarks(images),
    texts: await measureTexts(asked),
  }
  const inputs = { source: scene.source, images }
  const { agrees, found } = await compare({
    plan: plan(asked, sources, options),
    inputs,
    floor,
    scene,
    exact,
  })
  if (!agrees) {
    console.error(`DIFFERENT PICTURES: ${title}: ${found}`)
    process.exitCode = 1
  }
  return found
}

async function loadMark() {
  const file = await drawMark()
  return { file, ...(await pixelsOf(sharp(file))) }
}

/** The text as raw pixels, in the font of the engine. */
async function drawText() {
  const { family } = await useFonts({ cacheDirectory: fileURLToPath(new URL('../.ossimg', import.meta.url)) })
  const text = `<span foreground="#${MARK_TEXT.color}" lang="zh-cn">${MARK_TEXT.content}</span>`
  return pixelsOf(sharp({ text: { text, font: `${family}, ${MARK_TEXT.size}`, dpi: 72, rgba: true } }))
}

async function pixelsOf(picture) {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}
