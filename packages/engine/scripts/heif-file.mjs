/** Writes HEIF files from pictures that are coded already, as far as the fixtures need it. */

const u8 = (value) => Buffer.of(value)
const u16 = (value) => Buffer.of(value >>> 8, value & 255)
const u32 = (value) => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)])

function box(type, ...parts) {
  const body = Buffer.concat(parts)
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body])
}

function fullBox(type, { version = 0, flags = 0 }, ...parts) {
  return box(type, u32((version << 24) | flags), ...parts)
}

/** Properties of an item, and the data of a grid. */
export const property = {
  size: (width, height) => fullBox('ispe', {}, u32(width), u32(height)),
  /** @param quarters turns of 90° anticlockwise */
  turn: (quarters) => box('irot', u8(quarters)),
  /** @param mode 0 exchanges top and bottom, 1 left and right */
  mirror: (mode) => box('imir', u8(mode)),
  /** The part of a picture that is to be seen; its middle is told from the middle of the whole. */
  cleanAperture: ({ left, top, width, height }, whole) =>
    box(
      'clap',
      ...[width, 1, height, 1, 2 * left + width - whole.width, 2, 2 * top + height - whole.height, 2].map(
        u32,
      ),
    ),
  /** The data of an item of type `grid`: tiles are all of one size, and may reach beyond the picture. */
  grid: (rows, columns, width, height) =>
    Buffer.concat([u8(0), u8(0), u8(rows - 1), u8(columns - 1), u16(width), u16(height)]),
}

/** The bit stream of a HEIC of one plain picture, and the property that configures its decoder. */
export function codedPicture(heic) {
  const properties = find(find(find(heic, 'meta').subarray(4), 'iprp'), 'ipco')
  return { coded: find(heic, 'mdat'), configuration: box('hvcC', find(properties, 'hvcC')) }
}

function find(bytes, wanted) {
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    const type = bytes.toString('latin1', at + 4, at + 8)
    if (type === wanted) return bytes.subarray(at + 8, at + bytes.readUInt32BE(at))
  }
  throw new Error(`no ${wanted}`)
}

/**
 * A file of items, numbered from 1: `{ type, data, properties, hidden }`.
 *
 * @param references `{ type, from, to }`: an item and those it is made of.
 */
export function heifFile({ primary, items, references = [] }) {
  const brands = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1'))
  const data = items.map((item) => item.data)
  const dataStart = brands.length + metaBox({ primary, items, references, dataStart: 0 }).length + 8
  return Buffer.concat([brands, metaBox({ primary, items, references, dataStart }), box('mdat', ...data)])
}

function metaBox({ primary, items, references, dataStart }) {
  return fullBox(
    'meta',
    {},
    fullBox('hdlr', {}, u32(0), Buffer.from('pict', 'latin1'), Buffer.alloc(13)),
    fullBox('pitm', {}, u16(primary)),
    locations(items, dataStart),
    fullBox('iinf', {}, u16(items.length), ...items.map(itemInfo)),
    box('iprp', ...properties(items)),
    ...(references.length === 0 ? [] : [fullBox('iref', {}, ...references.map(referenceBox))]),
  )
}

function locations(items, dataStart) {
  let at = dataStart
  const entries = items.map(({ data }, index) => {
    const entry = Buffer.concat([u16(index + 1), u16(0), u16(1), u32(at), u32(data.length)])
    at += data.length
    return entry
  })
  return fullBox('iloc', {}, u16(0x4400), u16(items.length), ...entries)
}

function itemInfo({ type, hidden = false }, index) {
  const name = u8(0)
  return fullBox(
    'infe',
    { version: 2, flags: hidden ? 1 : 0 },
    u16(index + 1),
    u16(0),
    Buffer.from(type, 'latin1'),
    name,
  )
}

/** All properties, then which of them belong to which item; all but the size are essential. */
function properties(items) {
  const all = [...new Set(items.flatMap((item) => item.properties))]
  const associations = items.map((item, index) => {
    const indexes = item.properties.map((one) => {
      const essential = one.toString('latin1', 4, 8) !== 'ispe'
      return u8((essential ? 0x80 : 0) | (all.indexOf(one) + 1))
    })
    return Buffer.concat([u16(index + 1), u8(indexes.length), ...indexes])
  })
  return [box('ipco', ...all), fullBox('ipma', {}, u32(items.length), ...associations)]
}

function referenceBox({ type, from, to }) {
  return box(type, u16(from), u16(to.length), ...to.map(u16))
}
