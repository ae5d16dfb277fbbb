import sharp, { type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { withOrientation } from '../pixels/jfif.ts'
import { probe } from '../probe.ts'

const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex')

function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length + 8)
  return Buffer.concat([length, Buffer.from(type), body])
}

/** The same box, its length given in 64 bits. */
function longBox(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(body.length + 16))
  return Buffer.concat([hex('00000001'), Buffer.from(type), length, body])
}

const FULL = hex('00000000')
const ispe = (width: string, height: string) => box('ispe', FULL, hex(width), hex(height))
const auxiliary = (type: string) => box('auxC', FULL, Buffer.from(`${type}\0`))

const brand = box('ftyp', Buffer.from('heic'), FULL, Buffer.from('mif1heic'))
const pitm = box('pitm', FULL, hex('0002'))
const thumbnail = ispe('00000008', '00000006')
const main = ispe('00000028', '0000001e')
/** Item 1 has properties 1 and 3, item 2 has 2 and, essential, 4. */
const ipma = box('ipma', FULL, hex('00000002 0001 02 01 03 0002 02 02 84'))
const filler = box('free')

function heic(...properties: readonly Buffer[]): Buffer {
  return Buffer.concat([
    brand,
    box('meta', FULL, filler, pitm, box('iprp', box('ipco', thumbnail, main, ...properties), ipma)),
    box('mdat'),
  ])
}

/** An opaque AVIF as sharp writes it, its item turned by quarters anticlockwise, then mirrored about an axis. */
function turned(avif: Buffer, quarters: number, axis: number | undefined): Buffer {
  const properties = [box('irot', Buffer.from([quarters]))]
  if (axis !== undefined) properties.push(box('imir', Buffer.from([axis])))
  const added = Buffer.concat(properties)
  const file = Buffer.from(avif)
  const find = (type: string) => file.indexOf(type) - 4
  const grow = (at: number, by: number) => file.writeUInt32BE(file.readUInt32BE(at) + by, at)
  const [ipco, associated] = [find('ipco'), find('ipma')]
  const endOfProperties = ipco + file.readUInt32BE(ipco)
  const endOfAssociations = associated + file.readUInt32BE(associated)
  // The boxes around what is added, and where the pixels are.
  for (const type of ['meta', 'iprp']) grow(find(type), added.length + properties.length)
  grow(find('iloc') + 26, added.length + properties.length)
  grow(ipco, added.length)
  grow(associated, properties.length)
  // The one item has three properties: configuration, size and depth.
  file[associated + 18] = 3 + properties.length
  return Buffer.concat([
    file.subarray(0, endOfProperties),
    added,
    file.subarray(endOfProperties, endOfAssociations),
    Buffer.from([0x84, 0x85].slice(0, properties.length)),
    file.subarray(endOfAssociations),
  ])
}

/** 64 × 32 in four colours. */
function quadrants(): Sharp {
  const fill = (background: string, left: number, top: number) => {
    return { input: { create: { width: 32, height: 16, channels: 3 as const, background } }, left, top }
  }
  return sharp({ create: { width: 64, height: 32, channels: 3, background: 'red' } })
    .composite([fill('lime', 32, 0), fill('blue', 0, 16), fill('white', 32, 16)])
    .removeAlpha()
}

/** The size of a picture and which colours are strong in its four corners. */
async function corners(picture: Sharp): Promise<unknown> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true })
  const strong = (x: number, y: number) => {
    const at = (y * info.width + x) * info.channels
    return [...data.subarray(at, at + 3)].map((value) => value > 127)
  }
  const [right, bottom] = [info.width - 5, info.height - 5]
  return [info.width, info.height, strong(4, 4), strong(right, 4), strong(4, bottom), strong(right, bottom)]
}

const picture = { format: 'heic', width: 40, height: 30, pages: 1, orientation: 1, alpha: false }

describe('readHeif', () => {
  it('reads the size of the primary item', () => {
    expect(probe(heic())).toMatchObject(picture)
  })

  it('reads wide identifiers, wide indexes and long boxes', () => {
    const primary = box('pitm', hex('01000000'), hex('00010000'))
    const wide = box('ipma', hex('01000001'), hex('00000002 00000001 01 0001 00010000 01 8002'))
    const properties = longBox('ipco', thumbnail, longBox('ispe', main.subarray(8)))
    expect(
      probe(Buffer.concat([brand, box('meta', FULL, primary, box('iprp', properties, wide))])),
    ).toMatchObject(picture)
  })

  it('takes a box of length 0 to the end of the file', () => {
    const open = heic()
    const meta = open.subarray(brand.length, -8)
    meta.writeUInt32BE(0)
    expect(probe(Buffer.concat([brand, meta]))).toMatchObject(picture)
  })

  it.each([
    ['urn:mpeg:mpegB:cicp:systems:auxiliary:alpha', true],
    ['urn:mpeg:hevc:2015:auxid:1', true],
    ['urn:mpeg:hevc:2015:auxid:10', false],
    ['urn:mpeg:mpegB:cicp:systems:auxiliary:depth', false],
  ])('with a picture that is %s: alpha %s', (type, alpha) => {
    expect(probe(heic(filler, filler, auxiliary(type))).alpha).toBe(alpha)
  })

  it.each([
    [0, 1],
    [1, 8],
    [2, 3],
    [3, 6],
  ])('reports %i quarter turns anticlockwise as orientation %i', (quarters, orientation) => {
    const turn = box('irot', Buffer.from([quarters]))
    expect(probe(heic(filler, turn))).toMatchObject({ ...picture, orientation })
    expect(probe(heic(turn, filler)).orientation).toBe(1)
  })

  it.each([0, 1, 2, 3].flatMap((quarters) => [undefined, 0, 1].map((axis) => [quarters, axis] as const)))(
    'reports %i quarter turns, mirrored about axis %s, as the orientation that turns a JPEG as decoders turn the AVIF',
    async (quarters, axis) => {
      const avif = turned(await quadrants().avif({ effort: 0 }).toBuffer(), quarters, axis)
      const { orientation, width, height } = probe(avif)
      const jpeg = withOrientation(await quadrants().jpeg().toBuffer(), orientation)
      expect({ width, height }).toEqual({ width: 64, height: 32 })
      expect(await corners(sharp(avif))).toEqual(await corners(sharp(jpeg).autoOrient()))
    },
  )

  it.each([
    ['no primary item', [box('iprp', box('ipco', main), ipma)]],
    ['no properties', [pitm]],
    ['no associations', [pitm, box('iprp', box('ipco', main))]],
    ['a primary item without a size', [pitm, box('iprp', box('ipco', filler, filler), ipma)]],
    [
      'a primary item without properties',
      [box('pitm', FULL, hex('0009')), box('iprp', box('ipco', main), ipma)],
    ],
    [
      'associations cut short',
      [pitm, box('iprp', box('ipco', main), box('ipma', FULL, hex('00000002 0001 02 01')))],
    ],
    [
      'a size cut short',
      [pitm, box('iprp', box('ipco', thumbnail, box('ispe', FULL, hex('00000028'))), ipma)],
    ],
    ['a box below its own header', [hex('00000007'), Buffer.from('free'), pitm]],
    ['a box beyond the file', [hex('7fffffff'), Buffer.from('free'), pitm]],
    ['boxes without end', [...Array.from({ length: 70_000 }, () => filler), pitm]],
  ])('refuses %s', (_, parts) => {
    expect(() => probe(Buffer.concat([brand, box('meta', FULL, ...parts)]))).toThrow(
      'The image file may be damaged.',
    )
  })
})
