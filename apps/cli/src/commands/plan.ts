import {
  type ImageFormat,
  type ImageMetadata,
  measureTexts,
  type Orientation,
  plan,
  probe,
  type ResamplingPolicy,
  type Size,
} from '@ossimg/engine'
import { CliError } from '../errors.ts'
import type { Io } from '../io.ts'
import { prepareFonts } from '../prepare-fonts.ts'
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
}

/**
 * Prints as JSON what would be done to a picture. `sys/saveas` has no part in it.
 *
 * @throws CliError `BadProcess`, `File`, or `Usage` for a style and for options that contradict; EngineError as
 *   `plan` does.
 */
export async function printPlan(options: PlanOptions, io: Io): Promise<void> {
  const { process: text, input, resampling = 'auto', ...imagined } = options
  const process = readProcess(text)
  const source = input === undefined ? imagine(imagined) : await readHeader(input, imagined, io)
  await prepareFonts(process, io.env)
  const sources = { source, images: {}, texts: await measureTexts(process) }
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
