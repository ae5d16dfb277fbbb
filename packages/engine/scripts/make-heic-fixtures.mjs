/**
 * Draws the pictures in fixtures/heic and encodes them. No HEVC encoder is small or fast enough to run in tests, so
 * the files are kept. Needs `heif-enc` of libheif 1.15 or later with x265 (Debian: `apt-get install libheif-examples`);
 * `node scripts/make-heic-fixtures.mjs` in this package writes all files anew.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { codedPicture, heifFile, property } from './heif-file.mjs'

const folder = fileURLToPath(new URL('../fixtures/heic/', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'heic-fixtures-'))

/**
 * A picture that looks different from every side: red grows to the right, green down, blue fills two quarters, which
 * meet at even coordinates so that halving the resolution of colour does not blur them.
 */
function card(width, height) {
  const middle = { x: 2 * Math.round(width / 4), y: 2 * Math.round(height / 4) }
  return draw(width, height, 3, (x, y) => {
    const blue = x < middle.x !== y < middle.y
    return [(255 * x) / (width - 1), (255 * y) / (height - 1), blue ? 200 : 40]
  })
}

/** Transparent, half transparent and opaque thirds, in colours that are never black. */
function glass(width, height) {
  return draw(width, height, 4, (x, y) => {
    return [200, 60 + (180 * y) / (height - 1), 90, [0, 128, 255][Math.floor((3 * x) / width)]]
  })
}

function draw(width, height, channels, colorAt) {
  const samples = []
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) samples.push(...colorAt(x, y).map(Math.round))
  return sharp(Buffer.from(samples), { raw: { width, height, channels } })
}

/** The bytes of a HEIC made of a sharp picture. */
async function encode(picture, ...options) {
  const png = join(scratch, 'picture.png')
  const heic = join(scratch, 'picture.heic')
  await picture.png().toFile(png)
  execFileSync('heif-enc', ['--quality', '90', ...options, '--output', heic, png])
  return readFileSync(heic)
}

function write(name, bytes) {
  writeFileSync(join(folder, name), bytes)
}

async function writePng(name, picture) {
  write(name, await picture.png({ compressionLevel: 9, adaptiveFiltering: true }).toBuffer())
}

/** EXIF's orientations as quarter turns anticlockwise, then exchanging top and bottom (0) or left and right (1). */
const ORIENTATIONS = [
  [2, 0, 1],
  [3, 2],
  [4, 0, 0],
  [5, 1, 0],
  [6, 3],
  [7, 1, 1],
  [8, 1],
]

mkdirSync(folder, { recursive: true })

const picture = card(96, 64)
const plain = await encode(picture)
const { coded, configuration } = codedPicture(plain)
const size = property.size(96, 64)
write('card.heic', plain)
await writePng('card.png', picture)

for (const [orientation, turns, mirror] of ORIENTATIONS) {
  const properties = [configuration, size, property.turn(turns)]
  if (mirror !== undefined) properties.push(property.mirror(mirror))
  write(
    `orientation-${orientation}.heic`,
    heifFile({ primary: 1, items: [{ type: 'hvc1', data: coded, properties }] }),
  )
}

const crop = property.cleanAperture({ left: 10, top: 8, width: 72, height: 40 }, { width: 96, height: 64 })
write(
  'cropped.heic',
  heifFile({ primary: 1, items: [{ type: 'hvc1', data: coded, properties: [configuration, size, crop] }] }),
)
await writePng('cropped.png', picture.clone().extract({ left: 10, top: 8, width: 72, height: 40 }))

const other = codedPicture(await encode(card(64, 64).negate()))
write(
  'second.heic',
  heifFile({
    primary: 2,
    items: [
      { type: 'hvc1', data: other.coded, properties: [other.configuration, property.size(64, 64)] },
      { type: 'hvc1', data: coded, properties: [configuration, size] },
    ],
  }),
)

write('odd.heic', await encode(card(65, 47)))
await writePng('odd.png', card(65, 47))

const wide = card(128, 128)
const corners = [0, 64].flatMap((top) => [0, 64].map((left) => ({ left, top, width: 64, height: 64 })))
const tiles = []
for (const corner of corners) tiles.push(codedPicture(await encode(wide.clone().extract(corner))))
write(
  'grid.heic',
  heifFile({
    primary: 1,
    items: [
      { type: 'grid', data: property.grid(2, 2, 112, 96), properties: [property.size(112, 96)] },
      ...tiles.map((tile) => ({
        type: 'hvc1',
        data: tile.coded,
        properties: [tile.configuration, property.size(64, 64)],
        hidden: true,
      })),
    ],
    references: [{ type: 'dimg', from: 1, to: [2, 3, 4, 5] }],
  }),
)
await writePng('grid.png', wide.clone().extract({ left: 0, top: 0, width: 112, height: 96 }))

const translucent = glass(96, 64)
write('alpha.heic', await encode(translucent))
await writePng('alpha.png', translucent)
const multiplied = await translucent.clone().raw().toBuffer()
multiplied.forEach((sample, at) => {
  if (at % 4 < 3) multiplied[at] = Math.round((sample * multiplied[at - (at % 4) + 3]) / 255)
})
write(
  'premultiplied.heic',
  await encode(sharp(multiplied, { raw: { width: 96, height: 64, channels: 4 } }), '--premultiplied-alpha'),
)

write('ten-bit.heic', await encode(picture.clone().toColourspace('rgb16'), '--bit-depth', '10'))
write('grey.heic', await encode(picture.clone().toColourspace('b-w')))
await writePng('grey.png', picture.clone().toColourspace('b-w'))
write('display-p3.heic', await encode(picture.clone().withIccProfile('p3')))

const plainLarge = sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#3a7bd5' } })
write('large.heic', await encode(plainLarge, '--quality', '50'))

rmSync(scratch, { recursive: true })
