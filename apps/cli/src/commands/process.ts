import { availableParallelism } from 'node:os'
import { processImage, type ResamplingPolicy, tuneSharp } from '@ossimg/engine'
import { CliError } from '../errors.ts'
import type { Io } from '../io.ts'
import { prepareFonts } from '../prepare-fonts.ts'
import { folderBeside, readMarks } from '../read-marks.ts'
import { readProcess } from '../read-process.ts'
import { readSource } from '../read-source.ts'

/** What `ossimg process` is told. */
export interface ProcessOptions {
  /** `image/resize,w_300` */
  readonly process: string
  /** The picture's file; `-`: standard input. */
  readonly input: string
  /** The file to write; `-` (default): standard output. */
  readonly output?: string | undefined
  /** Default: `auto`. */
  readonly resampling?: ResamplingPolicy
  /** The folder of the images that the process draws. Default: that of the picture. */
  readonly objects?: string | undefined
  /** A JSON file of the styles that the process names. */
  readonly styles?: string | undefined
  /** A folder with fonts of one's own. */
  readonly fonts?: string | undefined
}

/**
 * Processes one picture and writes the result. Reports go the same way, with a newline at their end on
 * standard output.
 *
 * @throws CliError `BadProcess`, `File`, or `Usage` for a style without a file, for an image outside its folder, for
 *   `sys/saveas` and for a picture that would go to a terminal; EngineError as `processImage` does.
 */
export async function processPicture(options: ProcessOptions, io: Io): Promise<void> {
  const { input, output = '-', resampling = 'auto' } = options
  const process = await readProcess(options.process, options.styles, io)
  if (process.saveAs)
    throw new CliError('Usage', 'sys/saveas names an object of the service: use -o FILE instead.')
  const source = await readSource(input, io)
  const images = await readMarks(process, options.objects ?? folderBeside(input), io)
  // One picture at a time here, so it may have every core.
  tuneSharp({ concurrency: availableParallelism() })
  await prepareFonts(process, options.fonts, io.env)
  const { data, contentType } = await processImage(source, process, { images, resampling })
  if (output !== '-') return io.writeFile(output, data)
  if (contentType === 'application/json') return io.stdout.write(`${data}\n`)
  if (io.stdout.isTerminal)
    throw new CliError('Usage', 'A picture is not for the terminal: use -o FILE, or redirect the output.')
  return io.stdout.write(data)
}
