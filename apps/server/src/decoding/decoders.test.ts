import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { EngineError, type Plan, plan, probe, processImage, useFonts } from '@ossimg/engine'
import { type ExpandedProcess, parse, references, textId } from '@ossimg/grammar'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../test/eventually.ts'
import { ServerError } from '../errors.ts'
import { type DecoderOptions, type Decoders, startDecoders } from './decoders.ts'
import { localWorker } from './local.ts'
import { type Content, ContentGone, type Job, type PictureWorker } from './worker.ts'

const NEVER = new AbortController().signal
const CHILD = fileURLToPath(new URL('../../dist/decoding/child.js', import.meta.url))

const DECODERS = fileURLToPath(new URL('../../dist/decoding/decoders.js', import.meta.url))

/** Starts decoders, prints their process ids and lets one work. */
const PARENT = `
  const [, , decoders, job] = process.argv
  const { startDecoders } = await import(decoders)
  const log = { error() {}, warn() {} }
  const started = await startDecoders({ log, size: 2 })
  started.execute(JSON.parse(job), new AbortController().signal)
  console.log(JSON.stringify(started.pids))
`

interface Logged {
  readonly level: 'error' | 'warn'
  readonly facts: object
  readonly message: string
}

let folder: string
/** A picture whose AVIF takes seconds, and one that is made at once. */
let large: Buffer
let small: Buffer
const logged: Logged[] = []
const open = new Set<Decoders>()

beforeAll(async () => {
  if (!existsSync(CHILD)) throw new Error('The processes run the built child: build this package first.')
  folder = await mkdtemp(join(tmpdir(), 'decoders-'))
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  large = await sharp({ create: { width: 2800, height: 2800, channels: 3, background: 'grey', noise } })
    .jpeg()
    .toBuffer()
  small = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer()
})
afterEach(async () => {
  await Promise.all([...open].map((decoders) => decoders.close()))
  open.clear()
  logged.length = 0
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function start(options: Partial<DecoderOptions> = {}): Promise<Decoders> {
  const log = {
    error: (facts: object, message: string) => void logged.push({ level: 'error', facts, message }),
    warn: (facts: object, message: string) => void logged.push({ level: 'warn', facts, message }),
  }
  const decoders = await startDecoders({ log, size: 2, ...options })
  open.add(decoders)
  await allReady(decoders)
  return decoders
}

function planned(source: Buffer, process: string): Plan {
  return plan(parse(process) as ExpandedProcess, { source: probe(source), images: {}, texts: {} })
}

/** A job of some seconds. */
const slow = (subject: string, expectedMs = 5000): Job => ({
  plan: planned(large, 'image/format,avif'),
  source: large,
  images: {},
  subject,
  expectedMs,
})

/** A job of some milliseconds. */
const quick = (subject = 'quick'): Job => ({
  plan: planned(small, 'image/resize,w_32'),
  source: small,
  images: {},
  subject,
  expectedMs: 5,
})

/** User and system time of a process so far, in ticks. */
function ticks(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return Number(fields[11]) + Number(fields[12])
  } catch {
    return 0
  }
}

/** One that starts would seem to be at work. */
const allReady = (decoders: Decoders) =>
  eventually(() => expect(decoders.statistics().ready).toBe(decoders.size + 1))

/** The process that is at work, or the one that works most. */
async function busiest(decoders: Decoders): Promise<number> {
  await allReady(decoders)
  return eventually(async () => {
    const before = decoders.pids.map((pid) => ({ pid, start: ticks(pid) }))
    await sleep(60)
    const [most] = before
      .map(({ pid, start }) => ({ pid, done: ticks(pid) - start }))
      .sort((one, other) => other.done - one.done)
    if (!most || most.done < 2) throw new Error('None is at work.')
    return most.pid
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** What a promise rejects with. */
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail('should have been rejected'),
    (error: unknown) => error,
  )

const UNAVAILABLE = { name: 'ServerError', code: 'ServiceUnavailable' }

describe('equal results here and there', () => {
  const local = localWorker()
  const PROCESSES = [
    'image/resize,w_50/format,jpg',
    'image/resize,w_40/rotate,30/format,png',
    'image/blur,r_3,s_2/format,webp',
    'image/info',
    'image/average-hue',
  ]
  const draw = () =>
    sharp({
      create: {
        width: 120,
        height: 80,
        channels: 3,
        background: 'olive',
        noise: { type: 'gaussian', mean: 90, sigma: 30 },
      },
    })
  const FORMATS: Record<string, () => Promise<Buffer>> = {
    jpg: () => draw().jpeg().toBuffer(),
    png: () => draw().png().toBuffer(),
    webp: () => draw().webp().toBuffer(),
    gif: () => draw().gif().toBuffer(),
    tiff: () => draw().tiff().toBuffer(),
    avif: () => draw().avif({ effort: 0 }).toBuffer(),
    bmp: async () => (await processImage(await draw().png().toBuffer(), 'image/format,bmp')).data,
    heic: () => readFile(new URL('../../fixtures/card.heic', import.meta.url)),
  }

  it.each(Object.keys(FORMATS))(
    'of a %s, from memory and from a file that goes on behind it',
    async (format) => {
      const decoders = await start({ size: 1 })
      const bytes = (await FORMATS[format]?.()) ?? Buffer.alloc(0)
      const path = join(folder, `picture.${format}`)
      await writeFile(path, Buffer.concat([bytes, Buffer.from('what is not part of it')]))
      const file: Content = { path, size: bytes.length }
      const question = { pictures: { file, bytes }, texts: {} }
      const inspection = await decoders.inspect(question, NEVER)
      expect(inspection).toEqual(await local.inspect(question, NEVER))
      expect(inspection.pictures).toEqual({ file: probe(bytes), bytes: probe(bytes) })
      for (const process of PROCESSES) {
        const job = { ...quick(), plan: planned(bytes, process) }
        const expected = await local.execute({ ...job, source: bytes }, NEVER)
        for (const source of [file, bytes]) {
          expect(await decoders.execute({ ...job, source }, NEVER), process).toEqual(expected)
          expect(await local.execute({ ...job, source }, NEVER), process).toEqual(expected)
        }
      }
    },
  )

  it('of texts and of images that are drawn', async () => {
    const fonts = { cacheDirectory: join(folder, 'fonts') }
    await useFonts(fonts)
    const decoders = await start({ size: 1, fonts })
    const key = Buffer.from('mark.jpg').toString('base64url')
    const process = parse(
      `image/resize,w_300,limit_0/watermark,text_5Zu-54mH,size_30,g_nw/watermark,image_${key},g_se,x_0,y_0`,
    ) as ExpandedProcess
    const question = {
      pictures: { source: small },
      texts: Object.fromEntries(references(process).texts.map((mark) => [textId(mark), mark])),
    }
    const inspection = await decoders.inspect(question, NEVER)
    expect(inspection).toEqual(await local.inspect(question, NEVER))
    const made = plan(process, {
      source: probe(small),
      images: { 'mark.jpg': probe(small) },
      texts: inspection.texts,
    })
    const path = join(folder, 'mark.jpg')
    await writeFile(path, small)
    const job = { ...quick(), plan: made, images: { 'mark.jpg': { path, size: small.length } } }
    expect(await decoders.execute(job, NEVER)).toEqual(await local.execute(job, NEVER))
  })
})

describe.each([
  ['here', async (): Promise<PictureWorker> => localWorker()],
  ['in another process', (): Promise<PictureWorker> => start({ size: 1 })],
])('%s', (_, open) => {
  it('errors come with all fields', async () => {
    const worker = await open()
    const error = await failureOf(worker.inspect({ pictures: { a: Buffer.from('text') }, texts: {} }, NEVER))
    expect(error).toBeInstanceOf(EngineError)
    expect(error).toMatchObject({
      code: 'BadRequest',
      ec: '0040-00000005',
      message: 'This image format is not supported.',
    })
    const cut = await failureOf(worker.execute({ ...quick(), source: small.subarray(0, -20) }, NEVER))
    expect(cut).toMatchObject({
      name: 'EngineError',
      code: 'BadRequest',
      message: 'The image file may be damaged.',
    })
    const wrong = await failureOf(worker.execute({ ...quick(), plan: {} as Plan }, NEVER))
    expect(wrong).toMatchObject({ name: 'TypeError', stack: expect.stringContaining('execute') })
    expect((await worker.execute(quick(), NEVER)).contentType).toBe('image/jpeg')
  })

  it('files that are gone are told from others', async () => {
    const worker = await open()
    const source = { path: join(folder, 'none'), size: 10 }
    for (const work of [
      worker.inspect({ pictures: { source }, texts: {} }, NEVER),
      worker.execute({ ...quick(), source }, NEVER),
      worker.execute({ ...quick(), images: { mark: source } }, NEVER),
    ]) {
      const error = await failureOf(work)
      expect(error).toBeInstanceOf(ContentGone)
      expect(error).toMatchObject({ path: source.path })
    }
    const path = join(folder, 'short')
    await writeFile(path, 'short')
    const short = await failureOf(worker.execute({ ...quick(), source: { path, size: 10 } }, NEVER))
    expect(short).toMatchObject({
      name: 'Error',
      message: 'A file is shorter than its object: 5 of 10 bytes.',
    })
  })

  it('a signal ends the wait at once', async () => {
    const worker = await open()
    const controller = new AbortController()
    const work = worker.execute(quick(), controller.signal)
    controller.abort('gone')
    expect(await failureOf(work)).toBe('gone')
    expect(await failureOf(worker.execute(quick(), controller.signal))).toBe('gone')
    expect(await failureOf(worker.inspect({ pictures: {}, texts: {} }, controller.signal))).toBe('gone')
  })

  it('many jobs may share a signal', async () => {
    const warnings: Error[] = []
    const warn = (warning: Error) => warnings.push(warning)
    process.on('warning', warn)
    const worker = await open()
    const { signal } = new AbortController()
    await Promise.all(Array.from({ length: 40 }, () => worker.execute(quick(), signal)))
    await sleep(10)
    process.off('warning', warn)
    expect(warnings).toEqual([])
  })
})

describe('a job that nobody waits for', () => {
  it('is ended when it would take long', async () => {
    const decoders = await start({ size: 1 })
    const controller = new AbortController()
    const work = failureOf(decoders.execute(slow('left'), controller.signal))
    const pid = await busiest(decoders)
    controller.abort('gone')
    expect(await work).toBe('gone')
    await eventually(() => expect(isAlive(pid)).toBe(false))
    await decoders.execute(quick(), NEVER)
    expect(decoders.statistics()).toMatchObject({
      abandoned: 1,
      deaths: 0,
      overruns: 0,
      refused: 0,
      waiting: 0,
    })
    expect(logged).toEqual([])
  })

  it('may finish when it is nearly done', async () => {
    const decoders = await start({ size: 1 })
    const { pids } = decoders
    for (let n = 0; n < 5; n++) {
      const controller = new AbortController()
      const work = failureOf(decoders.execute(quick(), controller.signal))
      controller.abort()
      await work
      await decoders.execute(quick(), NEVER)
    }
    expect(decoders.pids).toEqual(pids)
    expect(decoders.statistics()).toMatchObject({ abandoned: 0, busy: 0 })
  })

  it('is ended when it is not done when it should be', async () => {
    const decoders = await start({ size: 1 })
    const controller = new AbortController()
    const work = failureOf(decoders.execute(slow('late', 10), controller.signal))
    await busiest(decoders)
    controller.abort('gone')
    await work
    await eventually(() => expect(decoders.statistics()).toMatchObject({ abandoned: 1, busy: 0 }))
  })

  it('leaves the queue', async () => {
    const decoders = await start({ size: 1 })
    const controller = new AbortController()
    const first = failureOf(decoders.execute(slow('first'), controller.signal))
    const second = failureOf(decoders.execute(slow('second'), controller.signal))
    expect(decoders.statistics()).toMatchObject({ busy: 1, waiting: 1 })
    controller.abort('gone')
    expect(await Promise.all([first, second])).toEqual(['gone', 'gone'])
    expect(decoders.statistics().waiting).toBe(0)
  })
})

describe('a job that takes too long', () => {
  it('is ended, even if its process does not react any more, and is no suspect if it was to be slow', async () => {
    const decoders = await start({ size: 1, limitMs: 4000 })
    for (let time = 0; time < 3; time++) {
      await allReady(decoders)
      const work = failureOf(decoders.execute(slow('slow'), NEVER))
      const pid = await busiest(decoders)
      process.kill(pid, 'SIGSTOP')
      expect(await work).toMatchObject({ ...UNAVAILABLE, message: 'The picture took longer than 4 s.' })
      await eventually(() => expect(isAlive(pid)).toBe(false))
    }
    expect(decoders.statistics()).toMatchObject({ overruns: 3, deaths: 0, refused: 0 })
    expect(logged).toMatchObject(Array(3).fill({ level: 'warn', facts: { subject: 'slow', limitMs: 4000 } }))
  })

  it('is a suspect if it was to be quick', async () => {
    const decoders = await start({ size: 1, limitMs: 300 })
    for (let time = 0; time < 2; time++)
      expect(await failureOf(decoders.execute(slow('bomb', 30), NEVER))).toMatchObject(UNAVAILABLE)
    expect(await failureOf(decoders.execute(slow('bomb', 30), NEVER))).toMatchObject({ code: 'BadRequest' })
  })
})

describe('short work', () => {
  it('waits behind other short work, in the same process', async () => {
    const decoders = await start({ size: 2, enough: 1 })
    const work = ['a', 'b', 'c'].map((subject) => decoders.execute(quick(subject), NEVER))
    expect(decoders.statistics()).toMatchObject({ busy: 2, waiting: 1 })
    expect(await Promise.all(work)).toHaveLength(3)
    expect(decoders.statistics()).toMatchObject({ busy: 0, waiting: 0 })
  })

  it('does not wait behind long work', async () => {
    const decoders = await start({ size: 2, enough: 1 })
    const controller = new AbortController()
    const long = failureOf(decoders.execute(slow('long'), controller.signal))
    await decoders.execute(quick(), NEVER)
    expect(decoders.statistics()).toMatchObject({ busy: 1, waiting: 0 })
    controller.abort('gone')
    await long
  })

  it('is done elsewhere when what it waits behind turns out to be long', async () => {
    const decoders = await start({ size: 2, enough: 1, limitMs: 60_000 })
    let isOver = false
    const long = decoders.execute(slow('long', 20), NEVER).finally(() => {
      isOver = true
    })
    const behind = decoders.execute(quick(), NEVER)
    expect(decoders.statistics()).toMatchObject({ busy: 1, waiting: 1 })
    expect((await behind).contentType).toBe('image/jpeg')
    expect(isOver).toBe(false)
    await long
    // What that process still does for nobody takes no answer from those who come after.
    const after = Array.from({ length: 6 }, (_, number) => {
      const source = number % 2 ? 'image/format,png' : 'image/resize,w_32'
      return decoders.execute({ ...quick(), plan: planned(small, source) }, NEVER)
    })
    const types = (await Promise.all(after)).map(({ contentType }) => contentType)
    expect(types).toEqual(types.map((_, number) => (number % 2 ? 'image/png' : 'image/jpeg')))
    await eventually(() => expect(decoders.statistics()).toMatchObject({ busy: 0, waiting: 0, deaths: 0 }))
  })

  it('is not to blame for the end of what it waits behind, and is done all the same', async () => {
    const decoders = await start({ size: 1 })
    for (const victim of ['first', 'second']) {
      const failed = failureOf(decoders.execute(slow(victim, 20), NEVER))
      const behind = decoders.execute(quick('behind'), NEVER)
      process.kill(await busiest(decoders), 'SIGSEGV')
      expect(await failed).toMatchObject({ code: 'InternalError' })
      expect((await behind).contentType).toBe('image/jpeg')
    }
    expect(decoders.statistics()).toMatchObject({ deaths: 2, refused: 0 })
  })

  it('can be given up while it waits', async () => {
    const decoders = await start({ size: 1 })
    const controller = new AbortController()
    const first = decoders.execute(quick('first'), NEVER)
    const behind = failureOf(decoders.execute(quick('behind'), controller.signal))
    controller.abort('gone')
    expect(await behind).toBe('gone')
    expect(decoders.statistics()).toMatchObject({ busy: 1, waiting: 0 })
    await first
    expect((await decoders.execute(quick(), NEVER)).contentType).toBe('image/jpeg')
    expect(decoders.statistics()).toMatchObject({ abandoned: 0, deaths: 0 })
  })

  it('that was given up and hangs keeps no process from the others for ever', async () => {
    const decoders = await start({ size: 1, limitMs: 500 })
    const before = decoders.pids
    const controller = new AbortController()
    const first = decoders.execute(quick('first'), NEVER)
    const behind = failureOf(decoders.execute(slow('behind', 20), controller.signal))
    controller.abort('gone')
    await Promise.all([first, behind])
    await decoders.execute(quick('meanwhile'), NEVER)
    await eventually(() => expect(decoders.pids.every((pid) => before.includes(pid))).toBe(false))
    await allReady(decoders)
    expect(decoders.statistics()).toMatchObject({ busy: 0, waiting: 0, deaths: 0, overruns: 0 })
  })

  it('is told of the end', async () => {
    const decoders = await start({ size: 1 })
    const work = ['first', 'behind'].map((subject) => failureOf(decoders.execute(slow(subject, 20), NEVER)))
    await busiest(decoders)
    await decoders.close()
    expect(await Promise.all(work)).toMatchObject([UNAVAILABLE, UNAVAILABLE])
  })
})

describe('a process that dies', () => {
  it('takes one job along, and the next one is answered at once', async () => {
    const decoders = await start({ size: 1 })
    const work = failureOf(decoders.execute(slow('victim'), NEVER))
    const waiting = decoders.execute(quick(), NEVER)
    const pid = await busiest(decoders)
    const killed = performance.now()
    process.kill(pid, 'SIGSEGV')
    const error = await work
    expect(error).toBeInstanceOf(ServerError)
    expect(error).toMatchObject({ code: 'InternalError' })
    expect((await waiting).contentType).toBe('image/jpeg')
    expect(performance.now() - killed).toBeLessThan(1000)
    expect(logged).toMatchObject([
      { level: 'error', facts: { pid, signal: 'SIGSEGV', exitCode: null, subject: 'victim' } },
    ])
    expect(JSON.stringify(logged)).not.toContain(folder)
    await eventually(() => expect(decoders.pids).toHaveLength(2))
  })

  it('in ten cases takes no more than ten of a hundred jobs along', async () => {
    const decoders = await start()
    const busy = await sharp(large).resize(1200).jpeg().toBuffer()
    const job = (number: number): Job => ({
      plan: planned(busy, 'image/resize,w_600/format,webp'),
      source: busy,
      images: {},
      subject: `${number}`,
      expectedMs: 100,
    })
    // A hundred are in work until the last kill, however fast they are and however long a process takes to start.
    const ended: PromiseSettledResult<unknown>[] = []
    let begun = 0
    let isOver = false
    const client = async () => {
      while (!isOver) ended.push(...(await Promise.allSettled([decoders.execute(job(begun++), NEVER)])))
    }
    const clients = Array.from({ length: 100 }, client)
    for (let kill = 0; kill < 10; kill++) {
      const pid = await busiest(decoders)
      process.kill(pid, 'SIGSEGV')
      await eventually(() => expect(isAlive(pid)).toBe(false))
    }
    isOver = true
    await Promise.all(clients)
    const failed = ended.filter(({ status }) => status === 'rejected')
    expect(failed.length).toBeGreaterThan(0)
    expect(failed.length).toBeLessThanOrEqual(10)
    expect(decoders.statistics()).toMatchObject({ deaths: failed.length, waiting: 0, busy: 0, refused: 0 })
  })

  it('without work is replaced, and harms nobody', async () => {
    const decoders = await start({ size: 1 })
    const before = decoders.pids
    for (const pid of before) process.kill(pid, 'SIGKILL')
    // Some of these are given to processes that are dead already.
    const work = await Promise.all(Array.from({ length: 5 }, () => decoders.execute(quick(), NEVER)))
    expect(work).toHaveLength(5)
    await eventually(() => expect(decoders.pids.filter((pid) => !before.includes(pid))).toHaveLength(2))
    expect(decoders.statistics()).toMatchObject({ deaths: 0 })
  })

  it('twice of one picture is the last time that happens', async () => {
    const decoders = await start({ size: 1 })
    const kill = async (work: Promise<unknown>) => {
      const failure = failureOf(work)
      process.kill(await busiest(decoders), 'SIGSEGV')
      expect(await failure).toMatchObject({ code: 'InternalError' })
    }
    await kill(decoders.execute(slow('evil'), NEVER))
    await decoders.execute(quick('evil'), NEVER)
    await kill(decoders.execute(slow('evil'), NEVER))
    const { starts } = decoders.statistics()
    const refusal = { name: 'ServerError', code: 'BadRequest', message: expect.stringContaining('twice') }
    expect(await failureOf(decoders.execute(quick('evil'), NEVER))).toMatchObject(refusal)
    const question = { pictures: { a: small }, texts: {} }
    expect(await failureOf(decoders.inspect({ ...question, subject: 'evil' }, NEVER))).toMatchObject(refusal)
    await decoders.inspect({ ...question, subject: 'good' }, NEVER)
    await decoders.inspect(question, NEVER)
    await decoders.execute(quick('good'), NEVER)
    expect(decoders.statistics()).toMatchObject({ deaths: 2, refused: 1, starts })
  })
})

describe('a process that keeps too much memory', () => {
  /** Takes memory to be looked at: 6 MB. */
  const large = (subject: string): Job => ({
    ...quick(subject),
    plan: planned(small, 'image/resize,w_1632,limit_0/format,bmp'),
  })

  it('is replaced between two jobs, of which none is lost', async () => {
    const decoders = await start({ size: 1, wear: { growth: -(2 ** 40), work: 0 } })
    const before = decoders.pids
    const expected = await localWorker().execute({ ...large(''), source: small }, NEVER)
    for (let round = 0; round < 20; round++) {
      const work = ['one', 'two', 'three'].map((subject) => decoders.execute(large(subject), NEVER))
      for (const { data } of await Promise.all(work)) expect(Buffer.compare(data, expected.data)).toBe(0)
    }
    // One that is to be replaced counts as ready until it is over.
    await eventually(() => {
      const { replaced, starts } = decoders.statistics()
      expect(starts).toBe(2 + replaced)
    })
    await allReady(decoders)
    expect(decoders.statistics().replaced).toBeGreaterThanOrEqual(2)
    expect(decoders.statistics()).toMatchObject({ busy: 0, waiting: 0, deaths: 0 })
    expect(decoders.pids.filter((pid) => before.includes(pid))).toEqual([])
    expect(logged).toEqual([])
  })

  it('stays while it is young', async () => {
    const decoders = await start({ size: 1, wear: { growth: -(2 ** 40), work: 600_000 } })
    const before = decoders.pids
    for (let job = 0; job < 20; job++) await decoders.execute(large(''), NEVER)
    expect(decoders.pids).toEqual(before)
    expect(decoders.statistics().replaced).toBe(0)
  })
})

describe('no process at all', () => {
  const { execPath } = process
  afterEach(() => {
    process.execPath = execPath
  })

  it('refuses to start', async () => {
    process.execPath = join(folder, 'none')
    expect(await failureOf(start())).toMatchObject({ message: expect.stringContaining(process.execPath) })
  })

  it('refuses those who wait, and works again as soon as it can', async () => {
    const decoders = await start({ size: 1 })
    process.execPath = join(folder, 'none')
    for (const pid of decoders.pids) process.kill(pid, 'SIGKILL')
    await eventually(() => expect(decoders.pids).toEqual([]))
    expect(await failureOf(decoders.execute(quick(), NEVER))).toMatchObject(UNAVAILABLE)
    expect(await failureOf(decoders.inspect({ pictures: {}, texts: {} }, NEVER))).toMatchObject(UNAVAILABLE)
    expect(logged).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'no process that decodes pictures can be started' }),
    )
    process.execPath = execPath
    await eventually(() => decoders.execute(quick(), NEVER))
  })
})

describe('the end', () => {
  it('leaves no process and no job behind', async () => {
    const decoders = await start({ size: 1 })
    const { pids } = decoders
    expect(pids).toHaveLength(2)
    const work = [slow('at work'), slow('in the queue')].map((job) => failureOf(decoders.execute(job, NEVER)))
    await busiest(decoders)
    await decoders.close()
    expect(pids.filter(isAlive)).toEqual([])
    expect(await Promise.all(work)).toMatchObject([UNAVAILABLE, UNAVAILABLE])
    expect(await failureOf(decoders.execute(quick(), NEVER))).toMatchObject(UNAVAILABLE)
    expect(logged).toEqual([])
    await decoders.close()
  })

  it('of the parent is the end of its processes', async () => {
    const script = join(folder, 'parent.mjs')
    await writeFile(join(folder, 'large.jpg'), large)
    await writeFile(script, PARENT)
    const job = { ...slow('orphan'), source: { path: join(folder, 'large.jpg'), size: large.length } }
    const parent = spawn(process.execPath, [script, DECODERS, JSON.stringify(job)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [printed] = await once(parent.stdout, 'data')
    const pids: readonly number[] = JSON.parse(String(printed))
    expect(pids).toHaveLength(3)
    await eventually(() => expect(pids.some((pid) => ticks(pid) > 60)).toBe(true))
    parent.kill('SIGKILL')
    await eventually(() => expect(pids.filter(isAlive)).toEqual([]))
  })

  it('is not for a process to decide: signals of the terminal are the parent’s', async () => {
    const decoders = await start({ size: 1 })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      for (const pid of decoders.pids) process.kill(pid, signal)
    await sleep(200)
    await decoders.execute(quick(), NEVER)
    expect(decoders.statistics().starts).toBe(2)
  })
})
