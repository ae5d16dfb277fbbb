import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import type { Sharp } from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeBmp } from '../src/bmp/encode.ts'
import { EngineError, execute, infoFromHeader, probe, probeHeader } from '../src/index.ts'
import { heic } from './heic/fixtures.ts'
import { alphaCard, animated, asJpg, card, drawn, encoded } from './pictures.ts'

const EXIF = {
  IFD0: { Copyright: 'nobody', Make: 'A camera' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' },
}

/** Too rough to be small in any format. */
const rough = () =>
  drawn(160, 120, (x, y) => [(x * 7919 + y * 104_729) & 255, (x * y * 31) & 255, (x * 13 + y * 57) & 255])
const photo = () => encoded(rough())
const moving = () => animated([0, 1].map(darker))
const darker = (page: number) => ({ ...card(40, 20), data: card(40, 20).data.map((level) => level >> page) })
const file = (picture: Sharp) => picture.toBuffer()

/** A file of every kind that is read. */
const SAMPLES: Readonly<Record<string, () => Promise<Buffer>>> = {
  jpg: () => file(photo().jpeg()),
  'jpg, JFIF, turned': () => asJpg(rough(), 90, 6),
  'jpg, EXIF and a profile': () => file(photo().withExif(EXIF).withIccProfile('p3').jpeg()),
  'jpg, progressive': () => file(photo().jpeg({ progressive: true })),
  'jpg, cmyk': () => file(photo().toColourspace('cmyk').jpeg()),
  'jpg, long segments': async () => withComments(await file(photo().withExif(EXIF).jpeg()), 5, 1000),
  png: () => file(photo().png()),
  'png, palette, transparent': () => file(encoded(alphaCard(40, 20)).png({ palette: true })),
  'png, 16 bits, a profile': () => file(photo().toColourspace('rgb16').withIccProfile('p3').png()),
  'webp, lossy': () => file(photo().webp()),
  'webp, lossless': () => file(photo().webp({ lossless: true })),
  'webp, alpha': () => file(photo().ensureAlpha(0.5).webp()),
  'webp, a profile': () => file(photo().withIccProfile('p3').webp()),
  'webp, EXIF': () => file(photo().withExif(EXIF).webp()),
  'webp, EXIF, and zeros behind it': async () =>
    Buffer.concat([await file(photo().withExif(EXIF).webp()), Buffer.alloc(4096)]),
  'webp, animated': () => file(moving().webp()),
  gif: () => file(photo().gif()),
  'gif, animated': () => file(moving().gif()),
  bmp: async () => encodeBmp(rough()),
  'bmp, alpha': async () => encodeBmp(alphaCard(40, 20)),
  tiff: () => file(photo().tiff()),
  'tiff, directory first': async () => directoryFirst(),
  avif: () => file(photo().avif({ effort: 0 })),
  'avif, alpha': () => file(encoded(alphaCard(40, 20)).avif({ effort: 0 })),
  'avif, boxes without an end': async () => openBoxes(),
  ...Object.fromEntries(heicNames().map((name) => [`heic, ${name}`, async () => heic(name)])),
}

function heicNames(): readonly string[] {
  const names = readdirSync(new URL('../fixtures/heic/', import.meta.url))
  return names.filter((name) => name.endsWith('.heic')).map((name) => name.slice(0, -'.heic'.length))
}

/** A jpg with comments before all else. */
function withComments(jpg: Buffer, count: number, length: number): Buffer {
  const comment = Buffer.alloc(length + 4, 'x')
  comment.writeUInt16BE(0xfffe, 0)
  comment.writeUInt16BE(length + 2, 2)
  return Buffer.concat([jpg.subarray(0, 2), ...Array.from({ length: count }, () => comment), jpg.subarray(2)])
}

/** A grey tiff of 4 × 2 px whose directory precedes its pixels, as libvips never writes one. */
function directoryFirst(): Buffer {
  const entries = [
    [256, 4],
    [257, 2],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 8 + 2 + 8 * 12 + 4],
    [278, 2],
    [279, 8],
  ]
  const head = Buffer.alloc(8 + 2 + entries.length * 12 + 4)
  head.write('II*\0', 'latin1')
  head.writeUInt32LE(8, 4)
  head.writeUInt16LE(entries.length, 8)
  for (const [index, [tag = 0, value = 0]] of entries.entries()) {
    const at = 10 + index * 12
    head.writeUInt16LE(tag, at)
    head.writeUInt16LE(4, at + 2)
    head.writeUInt32LE(1, at + 4)
    head.writeUInt32LE(value, at + 8)
  }
  return Buffer.concat([head, Buffer.alloc(8, 100)])
}

/** An avif of 5 × 3 px whose last property, in boxes that all reach to the end of the file, makes it transparent. */
function openBoxes(): Buffer {
  const box = (type: string, ...body: Buffer[]) => {
    const length = 8 + body.reduce((sum, part) => sum + part.length, 0)
    return Buffer.concat([uint32(length), Buffer.from(type), ...body])
  }
  const open = (type: string, ...body: Buffer[]) => Buffer.concat([uint32(0), Buffer.from(type), ...body])
  const bytes = (...values: number[]) => Buffer.from(values)
  const properties = open(
    'ipco',
    box('ispe', uint32(0), uint32(5), uint32(3)),
    box('auxC', uint32(0), Buffer.from('urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0')),
  )
  const associations = box('ipma', uint32(0), uint32(1), bytes(0, 1, 1, 1))
  const meta = [uint32(0), box('pitm', uint32(0), bytes(0, 1)), open('iprp', associations, properties)]
  return Buffer.concat([box('ftyp', Buffer.from('avif'), uint32(0)), open('meta', ...meta)])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

let files: ReadonlyMap<string, Buffer>

beforeAll(async () => {
  files = new Map(
    await Promise.all(Object.entries(SAMPLES).map(async ([name, make]) => [name, await make()] as const)),
  )
})

const named = (name: string) => files.get(name) ?? Buffer.alloc(0)

/** What the whole file says; undefined when it is refused. */
function whole(bytes: Uint8Array) {
  try {
    return probe(bytes)
  } catch (error) {
    if (error instanceof EngineError) return undefined
    throw error
  }
}

const infoOf = (bytes: Uint8Array) => execute({ report: 'info' }, { source: bytes, images: {} })

/** Whatever a prefix decides, the whole file would have decided likewise. */
async function expectAgreement(bytes: Buffer, lengths: Iterable<number>): Promise<void> {
  const metadata = whole(bytes)
  const info = metadata && (await infoOf(bytes))
  for (const length of lengths) {
    const prefix = bytes.subarray(0, length)
    const decided = probeHeader(prefix, bytes.length)
    if (decided !== undefined) expect(decided).toEqual(metadata)
    const report = infoFromHeader(prefix, bytes.length)
    if (report !== undefined) expect(report).toEqual(info)
  }
}

function* between(least: number, most: number, step = 1): Generator<number> {
  for (let length = least; length <= most; length += step) yield length
}

describe('probeHeader and infoFromHeader', () => {
  it.each(Object.keys(SAMPLES))('never contradict the whole file: %s', async (name) => {
    const bytes = named(name)
    const most = bytes.length
    await expectAgreement(bytes, between(0, Math.min(most, 1200)))
    await expectAgreement(bytes, between(0, most, Math.ceil(most / 200)))
    await expectAgreement(bytes, between(Math.max(0, most - 50), most))
    expect(probeHeader(bytes, bytes.length)).toEqual(probe(bytes))
    expect(infoFromHeader(bytes, bytes.length)).toEqual(await infoOf(bytes))
  })

  it('never contradict a file that is changed', async () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }))
    const changes = fc.array(change, { minLength: 1, maxLength: 6 })
    // Most of what matters lies at the beginning, and at the end of a webp or tiff.
    const place = fc.oneof(fc.constant(60), fc.constant(600), fc.constant(Number.MAX_SAFE_INTEGER))
    const cut = fc.double({ min: 0, max: 1, noNaN: true })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files.values()),
        changes,
        place,
        cut,
        async (bytes, edits, reach, share) => {
          const changed = Buffer.from(bytes)
          const most = Math.min(reach, changed.length)
          for (const [at, value] of edits) changed[at % most] = value
          const kept = changed.subarray(0, Math.ceil(changed.length * Math.max(share, 0.5)))
          const lengths = [40, 300, 1024, 4096, kept.length >> 1, kept.length - 1, kept.length]
          await expectAgreement(
            kept,
            lengths.filter((length) => length >= 0 && length <= kept.length),
          )
        },
      ),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['jpg', 1024],
    ['jpg, JFIF, turned', 1024],
    ['jpg, EXIF and a profile', 2048],
    ['jpg, progressive', 1024],
    ['jpg, long segments', 8192],
    ['png', 100],
    ['png, 16 bits, a profile', 2048],
    ['webp, lossy', 64],
    ['webp, lossless', 64],
    ['webp, alpha', 1024],
    ['bmp', 80],
    ['avif', 512],
    ['heic, grid', 2048],
  ])('are sure of a %s by %i bytes', (name, length) => {
    const bytes = named(name)
    expect(bytes.length).toBeGreaterThan(length)
    const prefix = bytes.subarray(0, length)
    expect(probeHeader(prefix, bytes.length)).toEqual(probe(bytes))
    expect(infoFromHeader(prefix, bytes.length)).toBeDefined()
  })

  it.each([
    ['jpg, long segments', 4096],
    ['webp, EXIF', 1024],
    ['webp, animated', 100],
    ['gif', 1024],
    ['gif, animated', 100],
    ['tiff', 1024],
    ['avif', 100],
    ['heic, large', 200],
  ])('leave a %s of which %i bytes are known to the whole file', (name, length) => {
    const bytes = named(name)
    expect(bytes.length).toBeGreaterThan(length)
    expect(probeHeader(bytes.subarray(0, length), bytes.length)).toBeUndefined()
    expect(infoFromHeader(bytes.subarray(0, length), bytes.length)).toBeUndefined()
  })

  it('leave the values of a tiff to the whole file, and not its size', () => {
    const bytes = named('tiff, directory first')
    const prefix = bytes.subarray(0, bytes.length - 8)
    expect(probeHeader(prefix, bytes.length)).toMatchObject({ width: 4, height: 2 })
    expect(infoFromHeader(prefix, bytes.length)).toBeUndefined()
  })

  it('know nothing of a file that is shorter than its prefix', () => {
    const bytes = named('jpg')
    expect(probeHeader(bytes, bytes.length - 1)).toBeUndefined()
  })

  it('tell the EXIF in the header', () => {
    const bytes = named('jpg, EXIF and a profile')
    const report = infoFromHeader(bytes.subarray(0, 2048), bytes.length)
    expect(JSON.parse(report?.data.toString() ?? '')).toMatchObject({
      FileSize: { value: String(bytes.length) },
      Make: { value: 'A camera' },
      GPSLatitudeRef: { value: 'North' },
    })
  })
})
