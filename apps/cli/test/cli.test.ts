import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseQuery, verify } from '@ossimg/signer'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawPictures } from './pictures.ts'
import { type Call, MAIN, runCli } from './run-cli.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ossimg-cli-'))
  await drawPictures(folder)
})
afterAll(() => rm(folder, { recursive: true }))

const at = (name: string) => join(folder, name)
const run = (args: readonly string[], call: Partial<Call> = {}) => runCli(args, { cwd: folder, ...call })

describe('ossimg process', () => {
  it('writes a file and says nothing', async () => {
    const outcome = await run(['process', 'image/resize,w_300', 'photo.jpg', '-o', 'out.jpg'])
    expect(outcome).toEqual({ exitCode: 0, stdout: Buffer.alloc(0), stderr: '' })
    expect(await sharp(at('out.jpg')).metadata()).toMatchObject({ format: 'jpeg', width: 300, height: 200 })
    expect(await readdir(folder)).toEqual(expect.not.arrayContaining([expect.stringMatching(/^\.ossimg/)]))
  })

  it.each([
    ['without -o', []],
    ['with -o -', ['-o', '-']],
  ])('pipes %s', async (_, options) => {
    const input = await readFile(at('photo.jpg'))
    const args = ['process', 'image/resize,w_100/format,png', '-', ...options]
    const { exitCode, stdout, stderr } = await run(args, { input })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(await sharp(stdout).metadata()).toMatchObject({ format: 'png', width: 100, height: 67 })
  })

  it('draws texts with fonts that it unpacks into the cache, and only then', async () => {
    const env = { XDG_CACHE_HOME: at('cache') }
    await run(['process', 'image/resize,w_300', 'photo.jpg', '-o', 'plain.jpg'], { env })
    expect(await readdir(folder)).not.toContain('cache')
    const process = 'image/watermark,text_5Zu-54mH,color_ffffff'
    const outcome = await run(['process', process, 'photo.jpg', '-o', 'marked.jpg'], { env })
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await readdir(at('cache/ossimg/fonts'))).toHaveLength(1)
    const { channels } = await sharp(at('marked.jpg')).stats()
    expect(channels[0]?.max).toBeGreaterThan(200)
  })

  it('draws texts also when the cache cannot be written', async () => {
    await writeFile(at('no-folder'), '')
    const env = { XDG_CACHE_HOME: at('no-folder'), TMPDIR: folder }
    const process = 'image/watermark,text_5Zu-54mH,color_ffffff'
    const { exitCode, stderr } = await run(['process', process, 'photo.jpg', '-o', 'marked-2.jpg'], { env })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect((await sharp(at('marked-2.jpg')).stats()).channels[0]?.max).toBeGreaterThan(200)
  })

  it('leaves the old file alone when it fails', async () => {
    await writeFile(at('old.jpg'), 'old')
    const { exitCode } = await run(['process', 'image/crop,x_5000', 'photo.jpg', '-o', 'old.jpg'])
    expect(exitCode).toBe(3)
    expect(await readFile(at('old.jpg'), 'utf8')).toBe('old')
  })
})

describe('ossimg process with images and styles', () => {
  const key = (name: string) => Buffer.from(name).toString('base64url')
  const mark = (name: string) => `image/watermark,image_${key(name)},g_nw,x_0,y_0,t_100`

  /** Is there red in the top left corner? */
  async function isMarked(file: string): Promise<boolean> {
    const pixel = sharp(at(file)).extract({ left: 20, top: 15, width: 1, height: 1 })
    const [red = 0] = await pixel.raw().toBuffer()
    return red > 120
  }

  beforeAll(async () => {
    await mkdir(at('shop/marks'), { recursive: true })
    await copyFile(at('logo.png'), at('shop/marks/sign 1.png'))
    await copyFile(at('photo.jpg'), at('shop/photo.jpg'))
    await writeFile(at('styles.json'), JSON.stringify({ sign: `${mark('marks/sign 1.png')}/format,bmp` }))
    await symlink('../photo.jpg', at('shop/outside.jpg'))
  })

  it('draws images beside the picture, of another folder, and those of styles', async () => {
    for (const [file, ...args] of [
      ['beside.jpg', mark('marks/sign 1.png'), 'shop/photo.jpg'],
      ['told.jpg', mark('sign 1.png'), 'photo.jpg', '--objects', 'shop/marks'],
      [
        'style.png',
        'style/sign|image/format,png',
        'photo.jpg',
        '--styles',
        'styles.json',
        '--objects',
        'shop',
      ],
    ] as const) {
      expect(await run(['process', ...args, '-o', file])).toMatchObject({ exitCode: 0, stderr: '' })
      expect(await isMarked(file)).toBe(true)
    }
    expect(await isMarked('photo.jpg')).toBe(false)
  })

  it('draws images of the working folder over standard input', async () => {
    const input = await readFile(at('photo.jpg'))
    const args = ['process', mark('marks/sign 1.png'), '-', '-o', at('piped.jpg')]
    expect(await runCli(args, { cwd: at('shop'), input })).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await isMarked('piped.jpg')).toBe(true)
  })

  it('plans with them', async () => {
    const size = ['--size', '400x300', '--styles', 'styles.json', '--objects', 'shop']
    const { exitCode, stdout } = await run(['plan', 'style/sign', ...size])
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout.toString())).toMatchObject({
      passes: [{ steps: [{ type: 'overlay', marks: [{ image: 'marks/sign 1.png', left: 0, top: 0 }] }] }],
      encode: { format: 'bmp' },
    })
  })

  it.each([
    ['the folder above', '../logo.png', 2, 'The image "../logo.png" leads out of the folder shop'],
    ['a way out and back', 'marks/../../shop/logo', 2, 'The image "marks/../../shop/logo" leads out of'],
    ['an absolute path', '/etc/hostname', 2, 'The image "/etc/hostname" leads out of the folder shop'],
    ['a zero', 'marks\0', 2, 'The image "marks\\u0000" leads out of the folder shop'],
    ['a link that leads out', 'outside.jpg', 2, 'The image "outside.jpg" leads out of the folder shop'],
    [
      'a missing file',
      'none.png',
      4,
      'cannot read the image "none.png" in the folder shop: no such file or directory',
    ],
    ['a folder', 'marks', 4, 'cannot read the image "marks" in the folder shop: no regular file'],
  ])('reads nothing for %s', async (_, name, exitCode, message) => {
    const outcome = await run(['process', mark(name), 'shop/photo.jpg', '-o', 'none.jpg'])
    expect(outcome).toMatchObject({ exitCode, stderr: expect.stringContaining(`ossimg: ${message}`) })
    expect(existsSync(at('none.jpg'))).toBe(false)
  })

  it.each([
    [
      'a mark that is no picture',
      [mark('styles.json')],
      3,
      'WatermarkError: The watermark image is not a picture',
    ],
    ['a style that is not there', ['style/none', '--styles', 'styles.json'], 4, 'holds no style "none"'],
    ['styles that are no JSON', ['style/sign', '--styles', 'photo.jpg'], 4, 'cannot read photo.jpg: '],
  ])('refuses %s', async (_, [process = '', ...options], exitCode, message) => {
    const outcome = await run(['process', process, 'photo.jpg', ...options])
    expect(outcome).toMatchObject({ exitCode, stderr: expect.stringContaining(message) })
  })
})

describe('ossimg process --fonts', () => {
  const process = 'image/watermark,text_SGVsbG8,color_ffffff'
  const fonts = dirname(createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-sc'))

  it('draws texts with fonts of a folder, and Chinese ones still', async () => {
    await mkdir(at('fonts'))
    const name = 'noto-sans-sc-latin-wght-normal.woff2'
    await copyFile(join(fonts, 'files', name), at(`fonts/${name}`))
    const env = { XDG_CACHE_HOME: at('own-cache') }
    for (const text of [process, 'image/watermark,text_5Zu-54mH,color_ffffff']) {
      const outcome = await run(['process', text, 'photo.jpg', '-o', 'own.jpg', '--fonts', 'fonts'], { env })
      expect(outcome).toMatchObject({ exitCode: 0, stderr: '' })
      expect((await sharp(at('own.jpg')).stats()).channels[0]?.max).toBeGreaterThan(200)
    }
    expect((await readdir(at('own-cache/ossimg/fonts'))).sort()).toEqual([
      expect.stringMatching(/^fonts-\w+$/),
      expect.stringMatching(/^fonts-\w+\+noto-sans-sc-/),
      expect.stringMatching(/^noto-sans-sc-/),
    ])
  })

  it.each([
    ['is not there', 'nowhere', 'cannot read the fonts in nowhere: no such file or directory'],
    ['holds none', 'shop', 'No font in shop: expected .ttf, .otf, .ttc or .woff2 files.'],
  ])('refuses a folder that %s', async (_, folder_, message) => {
    const outcome = await run(['process', process, 'photo.jpg', '-o', 'own.jpg', '--fonts', folder_])
    expect(outcome).toMatchObject({ exitCode: 4, stderr: `ossimg: ${message}\n` })
  })
})

it('ossimg process reads a heic and ends', async () => {
  const heic = fileURLToPath(new URL('../fixtures/card.heic', import.meta.url))
  const outcome = await run(['process', 'image/resize,w_48', heic])
  expect(outcome).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await sharp(outcome.stdout).metadata()).toMatchObject({ format: 'jpeg', width: 48, height: 32 })
})

it('ossimg info prints JSON', async () => {
  const { exitCode, stdout } = await run(['info', 'logo.png'])
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout.toString())).toMatchObject({
    Format: { value: 'png' },
    ImageWidth: { value: '40' },
  })
})

describe('ossimg plan', () => {
  it('prints the plan of a picture to imagine', async () => {
    const args = ['plan', 'image/resize,w_300/rotate,90', '--size', '4000x3000', '--orientation', '6']
    const { exitCode, stdout } = await run([...args, '--quality', '82', '--resampling', 'fast'])
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout.toString())).toMatchObject({
      decode: { format: 'jpg', orientation: 6 },
      passes: [{ steps: [{ type: 'orient' }, { type: 'scale', width: 300, height: 400 }, { type: 'turn' }] }],
      canvas: { width: 400, height: 300 },
      encode: { quality: 82 },
    })
  })

  it('prints the plan of a file, as it comes out', async () => {
    const plan = JSON.parse((await run(['plan', 'image/resize,p_30', 'photo.jpg'])).stdout.toString())
    const { stdout } = await run(['process', 'image/resize,p_30', 'photo.jpg'])
    const { width, height } = await sharp(stdout).metadata()
    expect(plan.canvas).toMatchObject({ width, height })
  })
})

describe('ossimg sign', () => {
  const secret = 'example-secret'
  const url = 'http://127.0.0.1:9000/photos/a%20b.jpg?x-oss-process=image/resize,w_300'

  it.each([
    ['the environment', [], { OSSIMG_ACCESS_KEY_ID: 'ID', OSSIMG_ACCESS_KEY_SECRET: secret }],
    ['options', ['--access-key-id', 'ID', '--access-key-secret', secret], {}],
  ])('prints a URL that verifies, signed with %s', async (_, options, env) => {
    const { exitCode, stdout } = await run(['sign', url, '--expires', '60', ...options], { env })
    expect(exitCode).toBe(0)
    const query = parseQuery(new URL(stdout.toString()).search.slice(1))
    const request = { method: 'GET', bucket: 'photos', key: 'a b.jpg', query, headers: {} }
    const find = () => ({ accessKeyId: 'ID', accessKeySecret: secret })
    expect(verify(request, { find, now: new Date() })).toMatchObject({ kind: 'signed' })
    const later = new Date(Date.now() + 61_000)
    expect(() => verify(request, { find, now: later })).toThrow('Request has expired.')
  })

  it('signs with version 4', async () => {
    const env = { OSSIMG_ACCESS_KEY_ID: 'ID', OSSIMG_ACCESS_KEY_SECRET: secret }
    const { exitCode, stdout } = await run(
      ['sign', url, '--signature-version', '4', '--region', 'cn-beijing'],
      { env },
    )
    expect(exitCode).toBe(0)
    const query = parseQuery(new URL(stdout.toString()).search.slice(1))
    const request = { method: 'GET', bucket: 'photos', key: 'a b.jpg', query, headers: {} }
    const find = () => ({ accessKeyId: 'ID', accessKeySecret: secret })
    expect(verify(request, { find, now: new Date() })).toMatchObject({ version: 4, region: 'cn-beijing' })
  })

  it.each([
    [['--signature-version', '2'], 'Expected 1 or 4.'],
    [['--signature-version', '4'], 'give --region, or set OSSIMG_REGION'],
  ])('refuses %j', async (options, message) => {
    const env = { OSSIMG_ACCESS_KEY_ID: 'ID', OSSIMG_ACCESS_KEY_SECRET: secret }
    const { exitCode, stdout, stderr } = await run(['sign', url, ...options], { env })
    expect([exitCode, stdout.length, stderr]).toEqual([2, 0, expect.stringContaining(message)])
  })

  it('asks for credentials', async () => {
    const { exitCode, stderr } = await run(['sign', url])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('set OSSIMG_ACCESS_KEY_ID')
  })
})

describe('exit codes', () => {
  it.each([
    ['no command', [], 2, 'Usage: ossimg'],
    ['an unknown command', ['proces'], 2, "ossimg: unknown command 'proces'\n(Did you mean process?)\n"],
    ['a missing argument', ['process', 'image/info'], 2, "ossimg: missing required argument 'input'\n"],
    ['a wrong option', ['plan', 'image/info', '--size', '3'], 2, 'Expected WIDTHxHEIGHT in px'],
    [
      'a style without a file',
      ['process', 'style/a', 'photo.jpg'],
      2,
      'ossimg: The process names the style "a": give the file that holds it, --styles FILE.',
    ],
    [
      'what is no picture',
      ['info', 'text.jpg'],
      3,
      'ossimg: BadRequest: This image format is not supported.\n',
    ],
    [
      'a missing file',
      ['info', 'absent.jpg'],
      4,
      'ossimg: cannot read absent.jpg: no such file or directory\n',
    ],
    [
      'a missing folder',
      ['process', 'image/info', 'photo.jpg', '-o', 'absent/out'],
      4,
      'ossimg: cannot write absent/out: no such file or directory\n',
    ],
  ])('for %s', async (_, args, exitCode, message) => {
    await writeFile(at('text.jpg'), 'no picture')
    const outcome = await run(args)
    expect(outcome).toMatchObject({ exitCode, stderr: expect.stringContaining(message) })
    expect(outcome.stdout.toString()).toBe('')
  })

  it('shows where a process is wrong', async () => {
    const { exitCode, stderr } = await run(['process', 'image/resize,w_100/缩放,x_1', 'photo.jpg'])
    expect(exitCode).toBe(2)
    expect(stderr).toBe(
      [
        'image/resize,w_100/缩放,x_1',
        '                   ^',
        'InvalidArgument: The operation: 缩放 is not supported.',
        'unknown operation "缩放"',
        '',
      ].join('\n'),
    )
  })

  it.runIf(existsSync('/dev/full'))('is 4 when standard output is full', async () => {
    const shell = spawn('sh', ['-c', '"$0" "$1" info photo.jpg > /dev/full', process.execPath, MAIN], {
      cwd: folder,
    })
    const stderr: Buffer[] = []
    shell.stderr.on('data', (chunk) => stderr.push(chunk))
    expect(await once(shell, 'close')).toEqual([4, null])
    expect(Buffer.concat(stderr).toString()).toBe(
      'ossimg: cannot write standard output: no space left on device\n',
    )
  })
})

it.each([[['process', 'image/format,png', 'photo.jpg']], [['info', 'photo.jpg']], [['--help']]])(
  '%j is quiet when nobody reads',
  async (args) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder })
    child.stdout.destroy()
    const stderr: Buffer[] = []
    child.stderr.on('data', (chunk) => stderr.push(chunk))
    expect(await once(child, 'close')).toEqual([0, null])
    expect(Buffer.concat(stderr).toString()).toBe('')
  },
)

it('ends with 5 when there is no server', async () => {
  const args = ['purge', '--bucket', 'photos', '--endpoint', 'http://127.0.0.1:1']
  const keys = { OSSIMG_ACCESS_KEY_ID: 'id', OSSIMG_ACCESS_KEY_SECRET: 'secret' }
  const { exitCode, stdout, stderr } = await runCli(args, { cwd: folder, env: keys })
  expect([exitCode, stdout.toString()]).toEqual([5, ''])
  expect(stderr).toMatch(/^ossimg: cannot reach http:\/\/127\.0\.0\.1:1: /)
})

describe('help', () => {
  it.each([
    [['--help'], ['process', 'info', 'plan', 'sign', 'Examples:', 'Exit codes:', '4  a file cannot be read']],
    [
      ['process', '--help'],
      [
        '--output',
        '--objects',
        '--styles',
        '--fonts',
        '--resampling',
        "$ ossimg process 'image/resize,w_300' in.jpg -o out.jpg",
      ],
    ],
    [['help', 'info'], ['$ cat in.jpg | ossimg info -']],
    [
      ['plan', '-h'],
      [
        ...[
          '--size',
          '--format',
          '--quality',
          '--orientation',
          '--alpha',
          '--objects',
          '--styles',
          '--fonts',
        ],
        '--size 4000x3000',
      ],
    ],
    [
      ['sign', '-h'],
      [
        ...['--expires', '--signature-version', '--region', '--method', '--bucket', '--addressing'],
        'CAUTION',
        'OSS_ACCESS_KEY_SECRET',
        'OSS_REGION',
      ],
    ],
    [
      ['purge', '-h'],
      [
        ...['--endpoint', '--bucket', '--key', '--prefix', '--style', '--signature-version', '--region'],
        'CAUTION',
        'OSS_ACCESS_KEY_SECRET',
      ],
    ],
  ])('%j tells all', async (args, parts) => {
    const { exitCode, stdout, stderr } = await run(args)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    for (const part of parts) expect(stdout.toString()).toContain(part)
  })

  it('prints the version', async () => {
    const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
    expect((await run(['--version'])).stdout.toString()).toBe(`${version}\n`)
  })
})
