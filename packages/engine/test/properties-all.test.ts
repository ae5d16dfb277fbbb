import { type ExpandedProcess, references, stringify, textId } from '@ossimg/grammar'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { EngineError } from '../src/errors.ts'
import { execute } from '../src/execute.ts'
import { FORMAT_TRAITS } from '../src/formats.ts'
import { type Size, sameSize, swapped } from '../src/geometry.ts'
import { LIMITS } from '../src/limits.ts'
import type { ImageMetadata } from '../src/metadata.ts'
import { type ImagePlan, type Plan, plan, type Sources } from '../src/plan.ts'
import { probe } from '../src/probe.ts'
import { measureTexts, probeMarks } from '../src/process-image.ts'
import { pagesOf } from './goldens/picture.ts'
import { drawCard } from './order/card.ts'
import { seeded } from './order/chains.ts'
import { type Demands, integer, pick, type Random, randomMetadata, randomProcess } from './random-cases.ts'
import { PICTURE_FORMATS, type PictureFormat, randomPicture } from './random-pictures.ts'

/** Chosen anew with OSSIMG_TEST_SEED; printed, so that a failure can be repeated. */
const SEED = Number(process.env.OSSIMG_TEST_SEED ?? 20260115)

/** OSSIMG_TEST_FULL=1 plans 100,000 cases and executes 20,000; OSSIMG_TEST_RUNS plans as many, and executes a fifth. */
const FULL = process.env.OSSIMG_TEST_FULL === '1'
const RUNS = process.env.OSSIMG_TEST_RUNS
const PLANNED = FULL ? 100_000 : Number(RUNS ?? 20_000)
const EXECUTED = FULL ? 20_000 : Math.ceil(RUNS === undefined ? 1500 : Number(RUNS) / 5)

const MARKS = ['one', 'two', 'three'] as const

/** The numbers of a case depend on nothing but the seed and its index. */
function randomFor(index: number): Random {
  return seeded(SEED + 0x9e3779b9 * index)
}

/** What `work` returns; undefined when it is refused, as only an EngineError may. */
function unlessRefused<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof EngineError) return undefined
    throw error
  }
}

/** What is wrong with a plan, in words. */
function faultsOf({ canvas, encode, decode }: ImagePlan, source: ImageMetadata): string[] {
  const { width, height, pages, alpha } = canvas
  const { writable, alpha: holdsAlpha, animation = false } = FORMAT_TRAITS[encode.format]
  const whole = Number.isInteger(width) && Number.isInteger(height) && Number.isInteger(pages)
  const rules = {
    'sides and pages are whole numbers from 1': whole && width >= 1 && height >= 1 && pages >= 1,
    'no side is beyond the largest': Math.max(width, height) <= LIMITS.sourceSide,
    'all pixels are within the largest source': width * height * pages <= LIMITS.sourcePixels,
    'a webp fits': encode.format !== 'webp' || Math.max(width, height) <= LIMITS.webpSide,
    'an avif fits': encode.format !== 'avif' || width * height <= LIMITS.avifPixels,
    'all frames or one': pages === 1 || (pages === source.pages && animation && encode.animation !== null),
    'as many frames as are decoded': pages === decode.pages,
    'there is an encoder': writable,
    'alpha only where the format holds it': holdsAlpha || !alpha,
  }
  return Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [rule]))
}

/** What a first `resize` makes is within its limits, unless it leaves the picture as it is. */
function resizesWithinLimits(asked: ExpandedProcess, sources: Sources): boolean {
  const first = asked.stages[0]?.actions[0]
  if (first?.type !== 'resize') return true
  const alone = unlessRefused(() => plan({ stages: [{ type: 'image', actions: [first] }] }, sources))
  if (!alone || 'report' in alone) return true
  const { width, height } = alone.canvas
  const { source } = sources
  const upright = source.orientation >= 5 ? swapped(source) : source
  if (sameSize(alone.canvas, upright)) return true
  return Math.max(width, height) <= LIMITS.resizedSide && width * height <= LIMITS.resizedPixels
}

describe(`random processes on pictures of any size (seed ${SEED})`, () => {
  const demands: Demands = { largest: 40_000, images: MARKS, texts: ['text', '图片'], reports: true }

  it(`${PLANNED} are planned to a possible size, or refused with an EngineError`, () => {
    const failed: string[] = []
    let planned = 0
    for (let index = 0; index < PLANNED && failed.length < 10; index++) {
      const random = randomFor(index)
      const asked = randomProcess(random, demands)
      const size = (): Size => ({ width: integer(random, 1, 3000), height: integer(random, 1, 1000) })
      const sources: Sources = {
        source: randomMetadata(random),
        images: Object.fromEntries(MARKS.map((key) => [key, randomMetadata(random)])),
        texts: Object.fromEntries(references(asked).texts.map((mark) => [textId(mark), size()])),
      }
      const fail = (reason: string) =>
        failed.push(`case ${index}: ${reason}: ${stringify(asked)} on ${JSON.stringify(sources)}`)
      try {
        const made: Plan | undefined = unlessRefused(() => plan(asked, sources))
        if (!made) continue
        planned += 1
        const picture = 'report' in made ? made.of : made
        if (picture) faultsOf(picture, sources.source).forEach(fail)
        if (picture && !resizesWithinLimits(asked, sources)) fail('resized beyond the limits')
      } catch (error) {
        fail(String(error))
      }
    }
    console.log(`seed ${SEED}: ${PLANNED} cases, ${planned} planned, ${PLANNED - planned} refused`)
    expect(failed).toEqual([])
    expect(planned).toBeGreaterThan(PLANNED / 3)
  })
})

describe(`random processes on pictures of up to 64 px (seed ${SEED})`, () => {
  const demands: Demands = { largest: 150, images: MARKS, texts: ['ab', '图片'], reports: false }
  /** What half of the processes consist of: operations that may leave an animation one. */
  const KEEPING_FRAMES = { only: ['resize', 'crop', 'watermark'] } as const
  /** Files of a format that the cases share. */
  const FILES = 60
  const files = new Map<PictureFormat, readonly Buffer[]>()
  const marks: Record<string, Buffer> = {}

  beforeAll(async () => {
    const random = randomFor(0)
    for (const format of PICTURE_FORMATS)
      files.set(format, await Promise.all(Array.from({ length: FILES }, () => randomPicture(random, format))))
    for (const key of MARKS) {
      const { data, ...raw } = drawCard(integer(random, 1, 40), integer(random, 1, 40), true)
      marks[key] = await sharp(data, { raw }).png().toBuffer()
    }
  })

  const each = Math.ceil(EXECUTED / PICTURE_FORMATS.length)

  it.each(PICTURE_FORMATS)(
    `${each} of %s make pictures of the planned size and number of frames`,
    async (format) => {
      const sources = files.get(format) ?? []
      const images = probeMarks(marks)
      const failed: string[] = []
      let [made, refused, animations] = [0, 0, 0]
      for (let index = 0; made < each && failed.length < 10; index++) {
        const random = randomFor(index * PICTURE_FORMATS.length + PICTURE_FORMATS.indexOf(format))
        const asked = randomProcess(random, random() < 0.5 ? demands : { ...demands, ...KEEPING_FRAMES })
        const which = integer(random, 0, FILES - 1)
        const file = sources[which] ?? Buffer.of()
        const source = probe(file)
        const texts = await measureTexts(asked)
        const resampling = pick(random, ['auto', 'area', 'fast'] as const)
        const planned = unlessRefused(() => plan(asked, { source, images, texts }, { resampling }))
        if (!planned || 'report' in planned) {
          refused += 1
          continue
        }
        made += 1
        const { pages } = planned.canvas
        if (pages > 1) animations += 1
        const { format: written, orientation } = planned.encode
        const expected = described({ ...planned.canvas, format: written, orientation: orientation ?? 1 })
        const received = await execute(planned, { source: file, images: marks }).then(
          ({ data }) => measured(data, pages),
          (error: unknown) => String(error),
        )
        if (received !== expected)
          failed.push(
            `case ${index}, ${resampling}: planned ${expected}, made ${received}: ${stringify(asked)} on file ${which}, ${JSON.stringify(source)}`,
          )
      }
      console.log(
        `seed ${SEED}, ${format}: ${made} executed, ${animations} of them animated; ${refused} refused`,
      )
      expect(failed).toEqual([])
    },
    60_000 + 60 * each,
  )
})

/** Formats that have an alpha channel exactly where the picture has one. */
const EXACT_ALPHA: readonly ImageMetadata['format'][] = ['png', 'bmp', 'tiff']

type Described = Pick<ImageMetadata, 'format' | 'width' | 'height' | 'orientation' | 'pages' | 'alpha'>

function described({ format, width, height, orientation, pages, alpha }: Described): string {
  const channels = EXACT_ALPHA.includes(format) ? (alpha ? 4 : 3) : 'some'
  return `${format} ${width}x${height}, ${channels} channels, tag ${orientation}, ${pages} pages`
}

/**
 * What a file is by its header and its pixels. The encoder of webp makes one frame of neighbours that look the same,
 * so that fewer than `planned` are as good.
 */
async function measured(data: Buffer, planned: number): Promise<string> {
  const header = probe(data)
  const frames = await pagesOf(data)
  const borneOut = frames.length === header.pages && frames.every((frame) => sameSize(frame, header))
  const pages = header.format === 'webp' ? Math.max(header.pages, planned) : header.pages
  const alpha = frames.some(({ channels }) => channels === 4)
  return `${described({ ...header, pages, alpha })}${borneOut ? '' : ', but not its pixels'}`
}
