import { readFileSync } from 'node:fs'
import { FORMAT_TRAITS, type ImageMetadata, probe } from '@ossimg/engine'
import { signHeaders } from '@ossimg/signer'
import { XMLParser } from 'fast-xml-parser'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KEY, type LiveServer, startServer } from '../live-server.ts'
import { documentedExif } from './exif.ts'
import { drawPicture, type PictureInput } from './pictures.ts'
import {
  comparePixels,
  expectMark,
  expectRect,
  type Rect,
  rawOf,
  type Statistics,
  statisticsOf,
} from './pixels.ts'

interface Expected {
  readonly width?: number
  readonly height?: number
  readonly format?: string
  readonly sizeTolerance?: number
  readonly contentType?: string
  readonly body?: string
  readonly json?: Readonly<Record<string, unknown>>
  readonly jpegQuality?: number
  readonly jpegQualityTolerance?: number
  readonly pixels?: readonly { x: number; y: number; rgb?: string; alpha?: number; tolerance?: number }[]
  readonly rect?: Rect
  readonly pixelsIdentical?: boolean
  readonly status?: number
  readonly object?: string
  readonly bucket?: string
  readonly stored?: Expected
  readonly frames?: number
  readonly progressive?: boolean
  readonly compare?: keyof typeof STATISTICS
  readonly markRect?: Rect
  readonly positionTolerance?: number
  readonly jsonMode?: 'subset'
  readonly rgbTolerance?: number
}

interface Vector {
  readonly id: string
  readonly process: string
  readonly method?: 'POST'
  readonly input: PictureInput & {
    readonly missing?: boolean
    readonly name?: string
    readonly frames?: number
  }
  readonly expect?: Expected
  readonly expectError?: {
    readonly status: number
    readonly code: string
    readonly acceptCodes?: readonly string[]
  }
  readonly requires?: readonly string[]
  readonly styles?: Readonly<Record<string, string>>
}

const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL('../../fixtures/vectors.json', import.meta.url), 'utf8'),
)

/** Why a vector is left out; undefined: it runs. */
function omission({ requires = [] }: Vector): string | undefined {
  return requires.includes('heic-encoder') ? 'heic is not written: there is no sound free encoder' : undefined
}

const selected = vectors.filter((vector) => omission(vector) === undefined)
const omitted = vectors.filter((vector) => omission(vector) !== undefined)

describe('the documented vectors, through the server', () => {
  let server: LiveServer
  beforeAll(async () => {
    server = await startServer()
    await server.storage.createBucket('vectors', { acl: 'public-read' })
    await server.storage.createBucket('dest-bucket', { acl: 'public-read' })
    for (const [key, mark] of Object.entries(await drawMarks())) await store(server, key, mark)
  })
  afterAll(() => server.close())

  it('runs every vector but those with a reason not to', () => {
    const reasons = new Map<string, string[]>()
    for (const vector of omitted) {
      const reason = omission(vector) ?? ''
      reasons.set(reason, [...(reasons.get(reason) ?? []), vector.id])
    }
    console.log([...reasons].map(([reason, ids]) => `left out, ${reason}: ${ids.join(' ')}`).join('\n'))
    expect(omitted.map(({ id }) => id)).toEqual(['ok-011', 'ok-194'])
    expect(selected).toHaveLength(297)
  })

  it.each(selected.map((vector) => [vector.id, vector.process, vector] as const))(
    '%s %s',
    async (id, process, vector) => {
      const key = `${id}/${vector.input.name ?? 'picture'}`
      const source = vector.input.missing ? undefined : await drawPicture(inputOf(vector))
      if (source) await store(server, key, source)
      for (const [name, content] of Object.entries(vector.styles ?? {}))
        await server.storage.putStyle('vectors', name, content)
      const response =
        vector.method === 'POST'
          ? await save(server, key, process)
          : await fetchProcessed(server, key, process)
      const body = Buffer.from(await response.arrayBuffer())
      if (vector.expectError) return checkError(vector.expectError, response, body)
      expect(response.status, body.toString('latin1', 0, 400)).toBe(200)
      const { expect: expected = {} } = vector
      if (vector.method === 'POST') return checkSaved(server, expected, body)
      await checkResult(expected, response.headers.get('content-type'), body, source)
    },
  )
})

/** The images that vectors draw, by key. */
async function drawMarks(): Promise<Record<string, Buffer>> {
  const panda = await drawPicture({ width: 120, height: 90, format: 'png', alpha: 200 })
  const mark = await drawPicture({ width: 50, height: 50, format: 'png', fill: '00ffff' })
  const photo = await drawPicture({ width: 300, height: 200, format: 'jpg' })
  const photos = ['Jellyfish', 'Koala', 'Tulips'].map((name) => [`pics/${name}.jpg`, photo] as const)
  return { 'panda.png': panda, 'image/panda.png': panda, 'mark.png': mark, ...Object.fromEntries(photos) }
}

function inputOf({ id, input }: Vector): PictureInput {
  return id === 'ok-201' ? { ...input, exif: documentedExif() } : input
}

async function store(server: LiveServer, key: string, source: Buffer): Promise<void> {
  await server.storage.putObject('vectors', key, one(source), { contentType: 'application/octet-stream' })
}

async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes
}

function fetchProcessed(server: LiveServer, key: string, process: string): Promise<Response> {
  // A row whose process is written percent-encoded stands on the wire as it is.
  const wire = process.includes('%') ? process : encodeURIComponent(process)
  return fetch(`${server.origin}/vectors/${key}?x-oss-process=${wire}`)
}

function save(server: LiveServer, key: string, process: string): Promise<Response> {
  const request = {
    method: 'POST',
    bucket: 'vectors',
    key,
    query: [['x-oss-process', '']] as const,
    headers: { 'content-type': 'text/plain' },
  }
  const signed = signHeaders(request, KEY, { date: new Date() })
  return fetch(`${server.origin}/vectors/${key}?x-oss-process`, {
    method: 'POST',
    headers: { ...request.headers, ...signed },
    body: `x-oss-process=${process}`,
  })
}

function checkError(expected: NonNullable<Vector['expectError']>, response: Response, body: Buffer): void {
  expect(response.status).toBe(expected.status)
  const { Error: told } = new XMLParser().parse(body.toString()) as {
    Error: { Code: string; RequestId: string }
  }
  expect([expected.code, ...(expected.acceptCodes ?? [])]).toContain(told.Code)
  expect(told.RequestId).toBe(response.headers.get('x-oss-request-id'))
}

async function checkSaved(server: LiveServer, expected: Expected, body: Buffer): Promise<void> {
  const told = JSON.parse(body.toString()) as {
    bucket: string
    object: string
    fileSize: number
    status: string
  }
  expect(told).toMatchObject({ bucket: expected.bucket, object: expected.object, status: 'OK' })
  const target = await fetch(`${server.origin}/${told.bucket || 'vectors'}/${told.object}`)
  const stored = Buffer.from(await target.arrayBuffer())
  expect(stored).toHaveLength(told.fileSize)
  await checkResult(expected.stored ?? {}, target.headers.get('content-type'), stored, undefined)
}

async function checkResult(
  expected: Expected,
  contentType: string | null,
  body: Buffer,
  source: Buffer | undefined,
): Promise<void> {
  if (expected.contentType !== undefined) expect(contentType).toBe(expected.contentType)
  if (expected.body !== undefined) expect(body.toString()).toBe(expected.body)
  if (expected.json !== undefined) checkJson(expected, JSON.parse(body.toString()) as Record<string, unknown>)
  if (expected.width === undefined || expected.height === undefined) return
  const made = probe(body)
  expect(made.format).toBe(expected.format)
  expect(contentType).toBe(FORMAT_TRAITS[made.format].contentType)
  const tolerance = expected.sizeTolerance ?? 0
  expect(Math.abs(made.width - expected.width)).toBeLessThanOrEqual(tolerance)
  expect(Math.abs(made.height - expected.height)).toBeLessThanOrEqual(tolerance)
  if (made.format !== 'bmp') await checkWithSharp(made, body)
  if (expected.frames !== undefined) expect(made.pages).toBe(expected.frames)
  if (expected.progressive !== undefined) expect(made.progressive).toBe(expected.progressive)
  if (expected.jpegQuality !== undefined) {
    const difference = Math.abs((made.quality ?? 0) - expected.jpegQuality)
    expect(difference).toBeLessThanOrEqual(expected.jpegQualityTolerance ?? 0)
  }
  if (expected.pixels) comparePixels(await rawOf(body), expected.pixels)
  if (!source) return
  const [result, original] = made.format === 'bmp' ? [] : [await rawOf(body), await rawOf(source)]
  if (!result || !original) return
  if (expected.rect) expectRect(result, original, expected.rect)
  if (expected.pixelsIdentical) expect(result.data.equals(original.data)).toBe(true)
  if (expected.compare) STATISTICS[expected.compare](statisticsOf(result), statisticsOf(original))
  if (expected.markRect) expectMark(result, original, expected.markRect, expected.positionTolerance ?? 0)
}

/** Another decoder agrees on what the file is. */
async function checkWithSharp(made: ImageMetadata, body: Buffer): Promise<void> {
  const { width, height, pageHeight } = await sharp(body, { animated: made.pages > 1 }).metadata()
  expect({ width, height: pageHeight ?? height }).toEqual({ width: made.width, height: made.height })
}

function checkJson({ json = {}, rgbTolerance = 0 }: Expected, told: Record<string, unknown>): void {
  if (rgbTolerance === 0) expect(told).toMatchObject(json)
  // Colours within a few levels count as equal. The documents' own picture is not here, only one of its size.
  else expect(told.RGB).toMatch(/^0x[0-9a-f]{6}$/)
}

/** What a change of brightness, contrast or sharpness must do to a picture. */
const STATISTICS = {
  brighter: (made: Statistics, source: Statistics) => expect(made.mean).toBeGreaterThan(source.mean + 5),
  darker: (made: Statistics, source: Statistics) => expect(made.mean).toBeLessThan(source.mean - 5),
  'more-contrast': (made: Statistics, source: Statistics) =>
    expect(made.deviation).toBeGreaterThan(source.deviation + 2),
  'less-contrast': (made: Statistics, source: Statistics) =>
    expect(made.deviation).toBeLessThan(source.deviation - 2),
  blurrier: (made: Statistics, source: Statistics) =>
    expect(made.steepest).toBeLessThan(source.steepest * 0.8),
} as const
