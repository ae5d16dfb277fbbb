import type { Output } from '@ossimg/engine'
import { type Process, parse, processInBody, type SafeParse, type SaveAs } from '@ossimg/grammar'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { requireKey } from '../access.ts'
import { ContentGone } from '../decoding/worker.ts'
import { invalidArgument, ServerError } from '../errors.ts'
import { findMarks } from '../marks.ts'
import { isBucketName, keyFault } from '../names.ts'
import { existing, permit } from '../object-access.ts'
import { notModifiedHeaders, overrides, processedHeaders, quoted } from '../object-headers.ts'
import type { Order } from '../pictures/pictures.ts'
import { departure } from '../plugins/departure.ts'
import { pictureTimings } from '../plugins/timing.ts'
import { referencesOf } from '../process-facts.ts'
import { loadStyles, noSuchSource, processedEtag } from '../process-image.ts'
import { readText } from '../requests/body.ts'
import { checkConditions } from '../requests/conditions.ts'
import { readProcess } from '../requests/read-process.ts'
import type { Signal } from '../signals.ts'
import type { ObjectRecord } from '../storage/storage.ts'
import type { Handler, Services } from './handler.ts'

/** Answers GET and HEAD with what a process makes of an object. Source: OSS, Image Processing, "Processing modes". */
export function getProcessed(services: Services): Handler {
  const { storage, settings } = services
  return (request, reply) => {
    const { target, caller } = request
    const parsed = readProcess(target.process ?? '')
    const throughStyle = parsed.ok && isStyleOnly(parsed.process)
    const leaving = departure(reply.raw)
    return whileReplaced(async (loaded) => {
      const replaced = overrides(target, caller)
      const permission = await permit(storage, request, 'read', { missing: noSuchSource, throughStyle })
      const asked = forReading(parsed)
      const source = existing(permission)
      if (caller === 'anonymous' && !throughStyle) request.openSource = source
      const process = await loadStyles(storage, target.bucket, asked)
      const marks = await findMarks(storage, request, asked, process)
      const etag = processedEtag(source, process, marks, settings)
      if (isUnmodified(request, { record: source, etag, movable: hasStyle(asked) || marks.length > 0 }))
        return reply.code(304).headers(notModifiedHeaders(source, etag)).send()
      const { styles } = referencesOf(asked)
      const order = { source, marks, process, styles, loaded }
      const { data, contentType } = await make(services, order, reply, leaving)
      const headers = processedHeaders(source, { etag, contentType, length: data.length })
      return reply.headers({ ...headers, ...replaced }).send(data)
    })
  }
}

/** Answers POST: stores what a process makes of an object. Source: OSS, "Save processed images" (`sys/saveas`). */
export function saveProcessed(services: Services): Handler {
  const { storage } = services
  return async (request, reply) => {
    const { target, caller } = request
    const permitted = () => permit(storage, request, 'read', { missing: noSuchSource })
    await permitted()
    requireKey(caller)
    const asked = parseForSaving(await processText(request))
    const leaving = departure(reply.raw)
    return whileReplaced(async (loaded) => {
      const source = existing(await permitted())
      const bucket = asked.saveAs.bucket ?? target.bucket
      checkTarget(asked.saveAs)
      await permit(storage, { target: { bucket, key: asked.saveAs.key }, caller }, 'write')
      const process = await loadStyles(storage, target.bucket, asked)
      const marks = await findMarks(storage, request, asked, process)
      const { styles } = referencesOf(asked)
      const order = { source, marks, process, styles, loaded }
      const { data, contentType } = await make(services, order, reply, leaving)
      await storage.putObject(bucket, asked.saveAs.key, once(data), {
        contentType,
        contentLength: data.length,
      })
      return reply.header('content-type', 'application/json').send(savedDocument(asked.saveAs, data.length))
    })
  }
}

/** How often a request begins anew because an object was replaced under it; from the second time on it holds contents. */
const MOST_ATTEMPTS = 10

/**
 * Begins anew when an object has been replaced between the look at its record and its turn to be worked on, so that what
 * is answered belongs together.
 */
async function whileReplaced<Result>(attempt: (loaded: boolean) => Promise<Result>): Promise<Result> {
  for (let count = 1; count <= MOST_ATTEMPTS; count++) {
    try {
      return await attempt(count > 1)
    } catch (error) {
      if (!(error instanceof ContentGone)) throw error
    }
  }
  throw new ServerError('ServiceUnavailable', 'The object is being replaced all the time.')
}

async function make(
  { pictures }: Services,
  order: Order,
  reply: FastifyReply,
  leaving: () => Signal,
): Promise<Output> {
  const made = await pictures.make(order, leaving)
  reply.timings.push(...pictureTimings(made))
  return made.output
}

/** Throws GrammarError, and `InvalidArgument` for a process that stores its result. */
function forReading(parsed: SafeParse): Process {
  if (!parsed.ok) throw parsed.error
  if (!parsed.process.saveAs) return parsed.process
  throw invalidArgument('x-oss-process', 'sys/saveas', { message: 'sys/saveas is for POST requests only.' })
}

/** A process that stores its result. */
type SavingProcess = Process & { readonly saveAs: SaveAs }

/** Throws GrammarError, `InvalidRequest` when there is no process, `InvalidArgument` when it stores nothing. */
function parseForSaving(text: string): SavingProcess {
  if (text === '') throw new ServerError('InvalidRequest', 'The process is empty.')
  const { saveAs, ...parsed } = parse(text)
  if (saveAs) return { ...parsed, saveAs }
  throw invalidArgument('x-oss-process', text, {
    message: 'The process of a POST request must end in sys/saveas.',
  })
}

/** A process is at most 8 KB, and three times as long when form-encoded. */
const MAX_BODY_BYTES = 32 * 1024

/** The process of a POST, still percent-encoded if it came so: the body's, or the query's when there is no body. */
async function processText({ raw, target }: FastifyRequest): Promise<string> {
  const tooLong = () =>
    new ServerError('InvalidArgument', `The body is longer than ${MAX_BODY_BYTES} bytes.`, {
      ec: '0017-00000288',
    })
  const body = await readText(raw, MAX_BODY_BYTES, tooLong)
  if (body.trim() === '') return target.process ?? ''
  if (target.process !== undefined) {
    const message = 'The process must be in the body only.'
    throw invalidArgument('x-oss-process', target.process, { message })
  }
  const text = processInBody(body)
  if (text !== undefined) return text
  throw invalidArgument('x-oss-process', '', { message: 'The body must begin with x-oss-process=.' })
}

/** Throws `InvalidArgument` for names that no bucket or object can have. */
function checkTarget({ bucket, key }: SaveAs): void {
  if (bucket !== undefined && !isBucketName(bucket)) throw invalidArgument('b', bucket)
  if (keyFault(key) !== undefined) throw invalidArgument('o', key)
}

async function* once(data: Uint8Array): AsyncGenerator<Uint8Array> {
  yield data
}

/** The answer that SDKs parse, in the very form they were written for. Source: OSS, "Save processed images". */
function savedDocument({ bucket = '', key }: SaveAs, bytes: number): Buffer {
  const text = JSON.stringify({ bucket, fileSize: bytes, object: key, status: 'OK' }, undefined, 4)
  return Buffer.from(text.replace(/\n}$/, '}'))
}

/** Whether a process is made of styles alone, so that the bucket's owner chose all that is done. */
function isStyleOnly({ stages }: Process): boolean {
  return stages.every(({ type }) => type === 'style')
}

function hasStyle({ stages }: Process): boolean {
  return stages.some(({ type }) => type === 'style')
}

interface Current {
  readonly record: ObjectRecord
  readonly etag: string
  /** Whether the result can change while the source does not. */
  readonly movable: boolean
}

/** Software that knows the object's own ETag may hold a condition against that. Throws `PreconditionFailed`. */
function isUnmodified({ headers }: FastifyRequest, { record, etag, movable }: Current): boolean {
  const alias = quoted(record.etag)
  const dateDecides = etag === alias || !movable
  return (
    checkConditions(headers, { etag, alias, lastModified: record.lastModified, dateDecides }) ===
    'not-modified'
  )
}
