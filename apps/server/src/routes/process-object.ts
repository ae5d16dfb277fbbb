import type { Output } from '@ossimg/engine'
import {
  type ExpandedProcess,
  type Process,
  parse,
  processInBody,
  type SaveAs,
  safeParse,
} from '@ossimg/grammar'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Caller, requireKey } from '../access.ts'
import type { Target } from '../addressing.ts'
import { invalidArgument, ServerError } from '../errors.ts'
import { findMarks, type Mark, openMarks } from '../marks.ts'
import { isBucketName, keyFault } from '../names.ts'
import { existing, openPermitted, type Permission, permit } from '../object-access.ts'
import { notModifiedHeaders, overrides, processedHeaders, quoted } from '../object-headers.ts'
import { departure } from '../plugins/concurrency.ts'
import { checkSource, loadStyles, noSuchSource, processedEtag, processImage } from '../process-image.ts'
import { readText } from '../requests/body.ts'
import { checkConditions } from '../requests/conditions.ts'
import type { ObjectRecord } from '../storage/storage.ts'
import type { Handler, Services } from './handler.ts'

/** Answers GET and HEAD with what a process makes of an object. Source: OSS, Image Processing, "Processing modes". */
export function getProcessed(services: Services): Handler {
  const { storage, settings } = services
  return async (request, reply) => {
    const { target, caller } = request
    const replaced = overrides(target, caller)
    const throughStyle = isStyleOnly(target.process)
    const permission = await permit(storage, request, 'read', { missing: noSuchSource, throughStyle })
    const asked = parseForReading(target)
    const found = existing(permission)
    const process = await loadStyles(storage, target.bucket, asked)
    const marks = await findMarks(storage, request, asked, process)
    const markRecords = marks.map((mark) => mark.record)
    const etag = processedEtag(found, process, markRecords, settings)
    if (isUnmodified(request, { record: found, etag, movable: hasStyle(asked) || marks.length > 0 }))
      return reply.code(304).headers(notModifiedHeaders(found, etag)).send()
    const { record, drawn, output } = await make(services, { permission, caller, process, marks, reply })
    const form = {
      etag: processedEtag(record, process, drawn, settings),
      contentType: output.contentType,
      length: output.data.length,
    }
    return reply.headers({ ...processedHeaders(record, form), ...replaced }).send(output.data)
  }
}

/** Answers POST: stores what a process makes of an object. Source: OSS, "Save processed images" (`sys/saveas`). */
export function saveProcessed(services: Services): Handler {
  const { storage } = services
  return async (request, reply) => {
    const { target, caller } = request
    const permission = await permit(storage, request, 'read', { missing: noSuchSource })
    requireKey(caller)
    const asked = parseForSaving(await processText(request))
    existing(permission)
    const bucket = asked.saveAs.bucket ?? target.bucket
    checkTarget(asked.saveAs)
    await permit(storage, { target: { bucket, key: asked.saveAs.key }, caller }, 'write')
    const process = await loadStyles(storage, target.bucket, asked)
    const marks = await findMarks(storage, request, asked, process)
    const { output } = await make(services, { permission, caller, process, marks, reply })
    const { data, contentType } = output
    await storage.putObject(bucket, asked.saveAs.key, once(data), { contentType, contentLength: data.length })
    return reply.header('content-type', 'application/json').send(savedDocument(asked.saveAs, data.length))
  }
}

interface Job {
  readonly permission: Permission
  readonly caller: Caller
  readonly process: ExpandedProcess
  readonly marks: readonly Mark[]
  readonly reply: FastifyReply
}

/** What was made, and of which contents: objects may have been replaced since they were permitted. */
interface Made {
  readonly record: ObjectRecord
  readonly drawn: readonly ObjectRecord[]
  readonly output: Output
}

async function make({ storage, admit, settings }: Services, job: Job): Promise<Made> {
  const { permission, caller, process, marks, reply } = job
  checkSource(existing(permission))
  return admit(async () => {
    const readers = [await openPermitted(storage, permission, caller)]
    try {
      readers.push(...(await openMarks(storage, marks)))
      const [source, ...drawn] = readers
      if (!source) throw new TypeError('the source was opened first')
      const output = await processImage(source, drawn, process, settings)
      return { record: source.record, drawn: drawn.map(({ record }) => record), output }
    } finally {
      await Promise.all(readers.map((reader) => reader.close()))
    }
  }, departure(reply))
}

/** Throws GrammarError, and `InvalidArgument` for a process that stores its result. */
function parseForReading({ process = '' }: Target): Process {
  const parsed = parse(process)
  if (!parsed.saveAs) return parsed
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
function isStyleOnly(process = ''): boolean {
  const parsed = safeParse(process)
  return parsed.ok && parsed.process.stages.every(({ type }) => type === 'style')
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
