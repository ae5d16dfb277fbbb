import { readFileSync } from 'node:fs'
import { type ImageFormat, probe, recognise } from '@ossimg/engine'
import { definitionOf } from '@ossimg/grammar'
import { signHeaders } from '@ossimg/signer'
import { XMLParser } from 'fast-xml-parser'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KEY, type LiveServer, startServer } from '../live-server.ts'
import { documentedExif } from './exif.ts'
import { drawPicture, type PictureInput } from './pictures.ts'
import { comparePixels, expectRect, rawOf } from './pixels.ts'

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
  readonly rect?: { left: number; top: number; width: number; height: number }
  readonly pixelsIdentical?: boolean
  readonly status?: number
  readonly object?: string
  readonly bucket?: string
  readonly stored?: Expected
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

/** Operations of the dialect that are not served yet. */
const MISSING_OPERATIONS = [
  'indexcrop',
  'circle',
  'rounded-corners',
  'bright',
  'contrast',
  'blur',
  'interlace',
  'average-hue',
]
const FORMATS = ['jpg', 'png', 'webp', undefined]

/** Why a vector is left out; undefined: it runs. */
function omission({ process, input, expect: expected, styles = {} }: Vector): string | undefined {
  const texts = [process.replaceAll('%2F', '/').replaceAll('%2C', ','), ...Object.values(styles)]
  const names = texts.flatMap((text) => text.split(/[|/]/).map((part) => part.split(',')[0] ?? ''))
  const operation = names.find((name) => MISSING_OPERATIONS.includes(name))
  if (operation !== undefined) return `operation ${operation}`
  if (process.includes('image_')) return 'watermark image'
  if (!FORMATS.includes(input.format)) return `${input.format} source`
  const format = expected?.format ?? expected?.stored?.format
  if (!FORMATS.includes(format as PictureInput['format'])) return `${format} result`
  return undefined
}

const selected = vectors.filter((vector) => omission(vector) === undefined)
const omitted = vectors.filter((vector) => omission(vector) !== undefined)

describe('the documented vectors, through the server', () => {
  let server: LiveServer
  beforeAll(async () => {
    server = await startServer()
    await server.storage.createBucket('vectors', { acl: 'public-read' })
    await server.storage.createBucket('dest-bucket', { acl: 'public-read' })
  })
  afterAll(() => server.close())

  it('runs every vector but those with a reason not to', () => {
    const reasons = new Map<string, string[]>()
    for (const vector of omitted) {
      const reason = omission(vector) ?? ''
      reasons.set(reason, [...(reasons.get(reason) ?? []), vector.id])
    }
    console.log([...reasons].map(([reason, ids]) => `left out, ${reason}: ${ids.join(' ')}`).join('\n'))
    // A definition that appears in grammar must leave the list of what is missing.
    expect(MISSING_OPERATIONS.filter((name) => definitionOf(name))).toEqual([])
    expect(selected).toHaveLength(203)
    expect(omitted).toHaveLength(96)
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

const CONTENT_TYPES: Partial<Record<ImageFormat, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
}

async function checkResult(
  expected: Expected,
  contentType: string | null,
  body: Buffer,
  source: Buffer | undefined,
): Promise<void> {
  if (expected.contentType !== undefined) expect(contentType).toBe(expected.contentType)
  if (expected.body !== undefined) expect(body.toString()).toBe(expected.body)
  if (expected.json !== undefined) expect(JSON.parse(body.toString())).toMatchObject(expected.json)
  if (expected.width === undefined || expected.height === undefined) return
  const format = recognise(body)
  expect(format).toBe(expected.format)
  expect(contentType).toBe(format && CONTENT_TYPES[format])
  const { width = 0, height = 0 } = await sharp(body).metadata()
  const tolerance = expected.sizeTolerance ?? 0
  expect(Math.abs(width - expected.width)).toBeLessThanOrEqual(tolerance)
  expect(Math.abs(height - expected.height)).toBeLessThanOrEqual(tolerance)
  if (expected.jpegQuality !== undefined) {
    const difference = Math.abs((probe(body).quality ?? 0) - expected.jpegQuality)
    expect(difference).toBeLessThanOrEqual(expected.jpegQualityTolerance ?? 0)
  }
  if (expected.pixels) comparePixels(await rawOf(body), expected.pixels)
  if (expected.rect && source) expectRect(await rawOf(body), await rawOf(source), expected.rect)
  if (expected.pixelsIdentical && source)
    expect((await rawOf(body)).data.equals((await rawOf(source)).data)).toBe(true)
}
