import { readFileSync } from 'node:fs'
import { FORMATS } from '@ossimg/grammar'
import { Command, Option } from 'commander'
import { ADDRESSINGS } from './addressing.ts'
import type { PlanOptions } from './commands/plan.ts'
import type { ProcessOptions } from './commands/process.ts'
import type { PurgeOptions } from './commands/purge.ts'
import type { SignOptions } from './commands/sign.ts'
import type { Io } from './io.ts'
import { integerUpTo, RESAMPLINGS, readOrientation, readSignatureVersion, readSize } from './option-values.ts'

const TEN_YEARS = 315_360_000

/** Declares the commands. Each is imported when it is run, so that help and usage errors load nothing. */
export function buildProgram(io: Io): Command {
  const program = new Command('ossimg')
    .description('OSS image processing on the command line.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'ossimg:')) })
    .addHelpText(
      'after',
      `
Examples:
  $ ossimg process 'image/resize,w_300' in.jpg -o out.jpg
  $ ossimg info in.jpg
  $ ossimg plan 'image/resize,w_300/rotate,90' --size 4000x3000

Exit codes:
  0  done
  1  unexpected error; OSSIMG_DEBUG=1 shows its stack
  2  wrong usage, or a wrong process
  3  the picture is refused: unsupported, damaged or too large
  4  a file cannot be read or written, or lacks a style
  5  the server refuses, or cannot be reached`,
    )
  addProcess(program, io)
  addInfo(program, io)
  addPlan(program, io)
  addSign(program, io)
  addPurge(program, io)
  return program
}

function addProcess(program: Command, io: Io): void {
  program
    .command('process')
    .description('Process a picture.')
    .argument('<process>', 'what to do, as after x-oss-process=')
    .argument('<input>', 'the picture; - for standard input')
    .option('-o, --output <file>', 'the file to write; - for standard output', '-')
    .addOption(objectsOption())
    .addOption(stylesOption())
    .addOption(fontsOption())
    .addOption(resamplingOption())
    .addHelpText(
      'after',
      `
The process alone decides the format of the result, not the name of the file.
Images that it draws are files by their keys: bG9nby5wbmc is logo.png.

Examples:
  $ ossimg process 'image/resize,w_300' in.jpg -o out.jpg
  $ ossimg process 'image/resize,w_300/format,webp' in.jpg -o out.webp
  $ ossimg process 'image/watermark,image_bG9nby5wbmc' in.jpg -o out.jpg --objects marks
  $ ossimg process 'style/thumb' in.jpg -o out.jpg --styles styles.json
  $ cat in.jpg | ossimg process 'image/rotate,90' - > out.jpg`,
    )
    .action(async (process: string, input: string, options: Omit<ProcessOptions, 'process' | 'input'>) => {
      const { processPicture } = await import('./commands/process.ts')
      await processPicture({ ...options, process, input }, io)
    })
}

function addInfo(program: Command, io: Io): void {
  program
    .command('info')
    .description('Print what image/info answers: format, size and more, as JSON.')
    .argument('<input>', 'the picture; - for standard input')
    .addHelpText(
      'after',
      `
Examples:
  $ ossimg info in.jpg
  $ cat in.jpg | ossimg info -`,
    )
    .action(async (input: string) => {
      const { printInfo } = await import('./commands/info.ts')
      await printInfo(input, io)
    })
}

function addPlan(program: Command, io: Io): void {
  program
    .command('plan')
    .description('Print what a process would do to a picture, step by step, as JSON.')
    .argument('<process>', 'what to do, as after x-oss-process=')
    .argument('[input]', 'a picture whose header is read; - for standard input')
    .addOption(new Option('--size <WxH>', 'instead of a file: size as stored, px').argParser(readSize))
    .addOption(new Option('--format <name>', 'its format (default: jpg)').choices(FORMATS))
    .addOption(new Option('--quality <1-100>', 'its quality, of a jpg').argParser(integerUpTo(100)))
    .addOption(new Option('--orientation <1-8>', 'its EXIF orientation').argParser(readOrientation))
    .option('--alpha', 'it has an alpha channel')
    .addOption(objectsOption())
    .addOption(stylesOption())
    .addOption(fontsOption())
    .addOption(resamplingOption())
    .addHelpText(
      'after',
      `
Examples:
  $ ossimg plan 'image/resize,w_300' in.jpg
  $ ossimg plan 'image/resize,w_300/rotate,90' --size 4000x3000 --orientation 6
  $ ossimg plan 'image/resize,p_50' --size 800x600 --format png --alpha
  $ ossimg plan 'style/thumb' --size 800x600 --styles styles.json --objects marks`,
    )
    .action(async (process: string, input: string | undefined, options: Omit<PlanOptions, 'process'>) => {
      const { printPlan } = await import('./commands/plan.ts')
      await printPlan({ ...options, process, input }, io)
    })
}

function addSign(program: Command, io: Io): void {
  program
    .command('sign')
    .description('Print a URL with a signature in its query, for what is not public.')
    .argument('<url>', 'http://host/bucket/key?… or http://bucket.host/key?…')
    .addOption(
      new Option('--expires <seconds>', 'how long the URL works from now on')
        .argParser(integerUpTo(TEN_YEARS))
        .default(3600),
    )
    .addOption(signatureVersionOption())
    .addOption(regionOption())
    .addOption(
      new Option('--method <name>', 'the only method it is good for')
        .choices(['GET', 'HEAD', 'PUT', 'POST', 'DELETE'])
        .default('GET'),
    )
    .option('--bucket <name>', "the bucket, where the URL does not name it: a bucket's own domain")
    .addOption(
      new Option(
        '--addressing <style>',
        'where the URL names the bucket (default: path after an IP address or a name without dots, else virtual-host)',
      ).choices(ADDRESSINGS),
    )
    .addOption(accessKeyIdOption())
    .addOption(accessKeySecretOption())
    .addHelpText(
      'after',
      `
${SIGNING_ENVIRONMENT}

Examples:
  $ ossimg sign 'http://127.0.0.1:9000/photos/cat.jpg?x-oss-process=image/resize,w_300'
  $ ossimg sign 'https://photos.oss-cn-hangzhou.aliyuncs.com/cat.jpg' --expires 60
  $ ossimg sign 'https://img.example.com/cat.jpg' --bucket photos
  $ ossimg sign 'https://photos.oss-cn-hangzhou.aliyuncs.com/cat.jpg' --signature-version 4 --region cn-hangzhou
  $ curl "$(ossimg sign 'http://127.0.0.1:9000/-/admin/buckets/photos/settings')"`,
    )
    .action(async (url: string, options: Omit<SignOptions, 'url'>) => {
      const { signUrl } = await import('./commands/sign.ts')
      await signUrl({ ...options, url }, io)
    })
}

function addPurge(program: Command, io: Io): void {
  program
    .command('purge')
    .description('Make a server forget pictures that it keeps, so that they are made anew.')
    .option('--endpoint <url>', 'where the server is', 'http://127.0.0.1:9000')
    .requiredOption('--bucket <name>', 'the bucket; alone: all that was made in it')
    .option('--key <key>', 'what was made of this object, or with it as a watermark image')
    .option('--prefix <text>', 'what was made of objects whose keys begin so')
    .option('--style <name>', 'what was asked for through this style')
    .addOption(signatureVersionOption())
    .addOption(regionOption())
    .addOption(accessKeyIdOption())
    .addOption(accessKeySecretOption())
    .addHelpText(
      'after',
      `
${SIGNING_ENVIRONMENT}

Examples:
  $ ossimg purge --bucket photos --key cat.jpg
  $ ossimg purge --bucket photos --style thumb --endpoint https://img.example.com`,
    )
    .action(async (options: PurgeOptions) => {
      const { purge } = await import('./commands/purge.ts')
      await purge(options, io)
    })
}

const SIGNING_ENVIRONMENT = `Environment:
  OSSIMG_ACCESS_KEY_ID, OSSIMG_ACCESS_KEY_SECRET  the AccessKey to sign with
  OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET        used when neither of those is set
  OSSIMG_SESSION_TOKEN, OSS_SESSION_TOKEN         the token of a temporary AccessKey
  OSSIMG_REGION, OSS_REGION                       the region that version 4 signs for`

function signatureVersionOption(): Option {
  return new Option('--signature-version <number>', 'the version of the signature: 1 or 4')
    .argParser(readSignatureVersion)
    .default(1)
}

function regionOption(): Option {
  return new Option('--region <id>', 'with version 4: such as cn-hangzhou, instead of the environment')
}

function accessKeyIdOption(): Option {
  return new Option('--access-key-id <id>', 'instead of the environment')
}

function accessKeySecretOption(): Option {
  return new Option(
    '--access-key-secret <secret>',
    'instead of the environment; CAUTION: other users of this machine see the options of a command, and your shell remembers them',
  )
}

function objectsOption(): Option {
  return new Option(
    '--objects <folder>',
    "images that the process draws, files by their keys (default: the picture's folder)",
  )
}

function stylesOption(): Option {
  return new Option('--styles <file>', 'styles that the process names, JSON: {"thumb": "image/resize,w_100"}')
}

function fontsOption(): Option {
  return new Option('--fonts <folder>', 'fonts to draw texts with, before the one that comes along')
}

function resamplingOption(): Option {
  return new Option(
    '--resampling <policy>',
    'how reductions are computed: area exactly, fast quickly, auto exactly where the picture is small',
  )
    .choices(RESAMPLINGS)
    .default('auto')
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return version
}
