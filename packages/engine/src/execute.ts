import sharp, { type Sharp } from 'sharp'
import { isComplete } from './complete.ts'
import { decodeUnusual, openFile, toRaw } from './decode.ts'
import { encode } from './encode.ts'
import { damaged, EngineError, unsupportedFormat } from './errors.ts'
import { exifFacts } from './exif/facts.ts'
import { FORMAT_TRAITS } from './formats.ts'
import { infoReport } from './info-report.ts'
import { overlayOf } from './overlay.ts'
import type { Pass } from './passes.ts'
import { average } from './pixels/average.ts'
import type { Raw } from './pixels/raw.ts'
import type { ImagePlan, Plan } from './plan.ts'
import { probe, recognise } from './probe.ts'
import type { Step } from './step.ts'

/** The bytes that a plan works on. */
export interface Inputs {
  readonly source: Uint8Array
  /** Images that the plan draws, by key. */
  readonly images: Readonly<Record<string, Uint8Array>>
}

/** A picture, or a report in JSON. */
export interface Output {
  readonly data: Buffer
  readonly contentType: string
}

/**
 * Does what a plan says: the only step that moves pixels.
 *
 * @throws EngineError `BadRequest` when the source is damaged or not what the plan was made for,
 *   `WatermarkError` when a mark cannot be drawn.
 */
export async function execute(plan: Plan, inputs: Inputs): Promise<Output> {
  if (!('report' in plan)) return executeImage(plan, inputs)
  const subject = plan.of ? (await executeImage(plan.of, inputs)).data : inputs.source
  const metadata = probe(subject)
  const report = infoReport(metadata, exifFacts(subject, metadata.format))
  return { data: Buffer.from(report), contentType: 'application/json' }
}

async function executeImage(plan: ImagePlan, { source }: Inputs): Promise<Output> {
  // sharp has more readers than we trust, so nothing reaches it that was not recognised.
  if (recognise(source) !== plan.decode.format) throw unsupportedFormat()
  if (!isComplete(source, plan.decode.format)) throw damaged()
  const last = plan.passes[plan.passes.length - 1]
  const fused = last?.kind === 'sharp' ? last : undefined
  const open = (picture: Raw | undefined) => (picture ? openRaw(picture) : openFile(source, plan))
  let picture = await fromFile(true, () => decodeUnusual(source, plan))
  for (const pass of fused ? plan.passes.slice(0, -1) : plan.passes)
    picture = await runPass(pass, picture, open)
  const pipeline = await withSteps(open(picture), fused?.steps ?? [])
  const { data, info } = await fromFile(picture === undefined, () => encode(pipeline, plan.encode))
  // Their headers and their decoders may disagree about damaged files.
  if (info.width !== plan.canvas.width || info.height !== plan.canvas.height) throw damaged()
  return { data, contentType: FORMAT_TRAITS[plan.encode.format].contentType }
}

/** A pass over the picture so far; undefined: it still lies in the file. */
async function runPass(
  pass: Pass,
  picture: Raw | undefined,
  open: (picture: Raw | undefined) => Sharp,
): Promise<Raw> {
  if (pass.kind === 'pixels') {
    const start = picture ?? (await fromFile(true, () => toRaw(open(undefined))))
    return pass.steps.reduce(runOnPixels, start)
  }
  const pipeline = await withSteps(open(picture), pass.steps)
  return fromFile(picture === undefined, () => toRaw(pipeline))
}

function runOnPixels(picture: Raw, step: Step): Raw {
  if (step.type === 'scale') return average(picture, step.width, step.height)
  throw new TypeError(`${step.type} is not done on raw pixels`)
}

function openRaw({ data, width, height, channels }: Raw): Sharp {
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
}

/** What fails while the file is decoded is the file's fault. */
async function fromFile<Result>(decodes: boolean, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!decodes || error instanceof EngineError) throw error
    throw damaged(error)
  }
}

async function withSteps(pipeline: Sharp, steps: readonly Step[]): Promise<Sharp> {
  let current = pipeline
  for (const step of steps) current = await withStep(current, step)
  return current
}

/** Adds one step to a sharp pipeline; that sharp runs it in its turn is the business of `passes.ts`. */
async function withStep(pipeline: Sharp, step: Step): Promise<Sharp> {
  switch (step.type) {
    case 'orient':
      return pipeline.autoOrient()
    case 'extract':
      return pipeline.extract(step.region)
    case 'scale':
      return pipeline.resize(step.width, step.height, { fit: 'fill', kernel: 'cubic' })
    case 'turn':
      return pipeline.rotate(step.angle)
    case 'rotate':
      return pipeline.rotate(step.angle, { background: colorOf(step.background) })
    case 'extend': {
      const { left, top, right, bottom, color } = step
      return pipeline.extend({ left, top, right, bottom, background: colorOf(color) })
    }
    case 'convolve':
      return pipeline.convolve({ width: 3, height: 3, scale: 1, kernel: [...step.kernel] })
    case 'overlay': {
      const composited = pipeline.composite(await Promise.all(step.marks.map(overlayOf)))
      // Compositing leaves an opaque picture with an alpha channel that means nothing.
      return step.alpha ? composited : composited.removeAlpha()
    }
    case 'flatten':
      return pipeline.flatten({ background: colorOf(step.color) })
  }
}

function colorOf(color: string | null) {
  return color === null ? { r: 0, g: 0, b: 0, alpha: 0 } : `#${color}`
}
