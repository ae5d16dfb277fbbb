/**
 * The process that decodes: takes orders from the pipe that it was started with, does one after the other, and answers
 * each. The parent learns of its death by the end of the pipe, and so does it of the parent's.
 */
import { Socket } from 'node:net'
import { execute, type FontOptions, processImage, tuneSharp, useFonts } from '@ossimg/engine'
import { readContentSync } from './content.ts'
import { failureOf } from './failure.ts'
import { createFrameReader, type Frame, writeFrame } from './frames.ts'
import { createGarbageCollector } from './garbage.ts'
import { inspect } from './inspect.ts'
import { type Answer, type Order, PIPE, type Place, type Reply } from './messages.ts'
import { createPlanReader } from './plans.ts'
import { createScratch } from './scratch.ts'
import { createWearMeter, type WearMeter } from './wear.ts'

const pipe = new Socket({ fd: PIPE, readable: true, writable: true })
const scratch = createScratch()
const readPlan = createPlanReader()
const collectGarbage = createGarbageCollector()
let wear: WearMeter | undefined
let last: Promise<void> = Promise.resolve()

// They are meant for the parent, whose last requests are still to be answered; a terminal sends them to all.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

// An exit in order would wait for the decoder, and that may hang.
pipe.on('close', () => process.kill(process.pid, 'SIGKILL'))
pipe.on('error', () => {})
pipe.on(
  'data',
  createFrameReader((frame) => {
    last = last.then(async () => send(await answer(frame)))
  }),
)

/** Resolves when the next order may be looked at: it uses the memory again that an answer may be a view of. */
function send(frame: Frame): Promise<void> {
  return new Promise((resolve) => {
    const mustWait = frame.parts.some((part) => scratch.holds(part))
    writeFrame(pipe, frame, () => {
      if (mustWait) resolve()
      // The answer is in use until it is sent; the next picture is made by other threads meanwhile.
      setImmediate(tidyUp)
    })
    if (!mustWait) resolve()
  })
}

function tidyUp(): void {
  // What has been found is given back a turn later.
  if (collectGarbage() && wear) setImmediate(wear.look)
}

async function answer({ head, parts }: Frame): Promise<Frame> {
  try {
    const done = await obey(head as Order, parts)
    scratch.reuse()
    return done
  } catch (error) {
    // What failed may have left something at work on the files.
    scratch.abandon()
    return reply({ type: 'failed', failure: failureOf(error) })
  }
}

async function obey(order: Order, parts: readonly Uint8Array[]): Promise<Frame> {
  const readAll = (places: Readonly<Record<string, Place>>) =>
    Object.fromEntries(Object.entries(places).map(([key, place]) => [key, read(place, parts)]))
  switch (order.type) {
    case 'begin':
      await begin(order.fonts)
      wear = createWearMeter(order.wear)
      return reply({ type: 'begun' })
    case 'inspect': {
      const question = { pictures: readAll(order.pictures), texts: order.texts }
      return reply({ type: 'inspected', inspection: await inspect(question) })
    }
    case 'execute': {
      const inputs = { source: read(order.source, parts), images: readAll(order.images) }
      const { data, contentType } = await execute(readPlan(partOf(parts, order.plan)), inputs)
      return reply({ type: 'executed', contentType }, data)
    }
  }
}

function reply(answer: Answer, ...parts: readonly Uint8Array[]): Frame {
  const head: Reply = { ...answer, isWorn: wear?.isWorn ?? false }
  return { head, parts }
}

function read(place: Place, parts: readonly Uint8Array[]): Uint8Array {
  if (typeof place !== 'number') return readContentSync(place, scratch.take)
  return partOf(parts, place)
}

function partOf(parts: readonly Uint8Array[], number: number): Uint8Array {
  const part = parts[number]
  if (part === undefined) throw new RangeError(`There is no part ${number}.`)
  return part
}

/** One transparent pixel. */
const SMALLEST_GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

/** Does once what the first picture would else have to wait for. */
async function begin(fonts: FontOptions | undefined): Promise<void> {
  tuneSharp()
  // Another file of fonts may have been damaged since the parent began: all but texts can be drawn without it.
  if (fonts) await useFonts(fonts).catch(() => {})
  const { data } = await processImage(SMALLEST_GIF, 'image/resize,w_16,limit_0/format,jpg')
  await processImage(data, 'image/resize,w_8')
}
