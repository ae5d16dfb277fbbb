import {
  type ImageFormat,
  type ImageMetadata,
  measureTexts,
  type Orientation,
  plan,
  probe,
  probeMarks,
  type ResamplingPolicy,
  type Size,
} from '@ossimg/engine'
import { type ExpandedProcess, references } from '@ossimg/grammar'
import { CliError } from '../errors.ts'
import type { Io } from '../io.ts'
import { prepareFonts } from '../prepare-fonts.ts'
import { folderBeside, readMarks } from '../read-marks.ts'
import { readProcess } from '../read-process.ts'
import { readSource } from '../read-source.ts'

/** A picture that need not exist. */
export interface ImaginedPicture {
  /** px as stored, before `orientation` */
  readonly size?: Size | undefined
  /** Default: `jpg`. */
  readonly format?: ImageFormat | undefined
  /** 1 to 100, of a jpg. Default: unknown. */
  readonly quality?: number | undefined
  /** EXIF orientation. Default: 1, upright. */
  readonly orientation?: Orientation | undefined
  /** Has it an alpha channel? Default: only a gif has. */
  readonly alpha?: boolean | undefined
}

/** What `ossimg plan` is told: a process, and a file or what its header would say. */
export interface PlanOptions extends ImaginedPicture {
  readonly process: string
  /** A file whose header is read; `-`: standard input. */
  readonly input?: string | undefined
  /** Default: `auto`. */
  readonly resampling?: ResamplingPolicy
  /** The folder of the images that the process draws. Default: that of the picture, if there is one. */
  readonly objects?: string | undefined
  /** A JSON file of the styles that the process names. */
  readonly styles?: string | undefined
  /** A folder with fonts of one's own. */
  readonly fonts?: string | undefined
}

/**
 * Prints as JSON what would be done to a picture. `sys/saveas` has no part in it.
 *
 * @throws CliError `BadProcess`, `File`, or `Usage` for a style without a file, for images without a folder and for
 *   options that contradict; EngineError as `plan` does.
 */
export async function printPlan(options: PlanOptions, io: Io): Promise<void> {
  const { process: text, input, resampling = 'auto', objects, styles, fonts, ...imagined } = options
  const process = await readProcess(text, styles, io)
  const source = input === undefined ? imagine(imagined) : await readHeader(input, imagined, io)
  const folder = objects ?? (input === undefined ? undefined : folderBeside(input))
  const images = await readMarkHeaders(process, folder, io)
  await prepareFonts(process, fonts, io.env)
  const sources = { source, images, texts: await measureTexts(process) }
  const planned = plan(process, sources, { resampling })
  await io.stdout.write(`${JSON.stringify(planned, null, 2)}\n`)
}

async function readHeader(input: string, imagined: ImaginedPicture, io: Io): Promise<ImageMetadata> {
  const [surplus] = Object.entries(imagined).find(([, value]) => value !== undefined) ?? []
  if (surplus !== undefined)
    throw new CliError(
      'Usage',
      `--${surplus} describes a picture that is not there: give it or a file, not both.`,
    )
  return probe(await readSource(input, io))
}

async function readMarkHeaders(
  process: ExpandedProcess,
  folder: string | undefined,
  io: Io,
): Promise<Record<string, ImageMetadata>> {
  const [key] = references(process).images
  if (key === undefined) return {}
  if (folder !== undefined) return probeMarks(await readMarks(process, folder, io))
  throw new CliError(
    'Usage',
    `The process draws the image ${JSON.stringify(key)}: give the folder that holds it, --objects FOLDER.`,
  )
}

function imagine({ size, format = 'jpg', quality, orientation = 1, alpha }: ImaginedPicture): ImageMetadata {
  if (!size) throw new CliError('Usage', 'Give a file, or --size WIDTHxHEIGHT of a picture to imagine.')
  if (quality !== undefined && format !== 'jpg') throw new CliError('Usage', `A ${format} has no --quality.`)
  if (alpha && format === 'jpg') throw new CliError('Usage', 'A jpg has no alpha channel: add --format.')
  return {
    format,
    width: size.width,
    height: size.height,
    pages: 1,
    orientation,
    alpha: alpha ?? format === 'gif',
    bytes: 0,
    ...(quality !== undefined && { quality }),
  }
}
