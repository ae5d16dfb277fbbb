// Draws the pictures of the demo bucket into dist/demo: the same bytes at every run with the same sharp.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { drawAnimation } from './demo/animation.mjs'
import { drawLandscape } from './demo/landscape.mjs'
import { drawLogo } from './demo/logo.mjs'
import { drawPortrait } from './demo/portrait.mjs'

const FOLDER = new URL('../dist/demo/', import.meta.url)
const JPEG = { quality: 82, chromaSubsampling: '4:2:0' }
/** An EXIF segment that holds one tag: Orientation 6, to be shown turned 90° clockwise. */
const TURNED_EXIF = Buffer.from(
  'ffe10022457869660000' + '4d4d002a00000008' + '0001' + '011200030000000100060000' + '00000000',
  'hex',
)

/** A sharp pipeline over drawn bytes; their count tells whether there is an alpha channel. */
function open({ width, height, pageHeight, pixels }) {
  const raw = { width, height, channels: pixels.length / (width * height) }
  return sharp(pixels, { raw: pageHeight ? { ...raw, pageHeight } : raw })
}

/** A JPEG whose pixels lie on their side. sharp would write Orientation 1, so the tag is put in afterwards. */
async function encodeTurned(picture) {
  const jpeg = await open(picture).rotate(-90).jpeg(JPEG).toBuffer()
  // EXIF belongs right behind the two bytes that start a JPEG.
  return Buffer.concat([jpeg.subarray(0, 2), TURNED_EXIF, jpeg.subarray(2)])
}

function encodeLoop(animation) {
  return open(animation).gif({ loop: 0, delay: animation.delay, dither: 0, effort: 1 }).toBuffer()
}

/** Writes beside the target first: a reader never meets half a picture. */
function writeWhole(name, bytes) {
  const target = fileURLToPath(new URL(name, FOLDER))
  const draft = `${target}.${process.pid}`
  writeFileSync(draft, bytes)
  renameSync(draft, target)
}

const PICTURES = {
  'example.jpg': () => open(drawLandscape()).jpeg(JPEG).toBuffer(),
  'logo.png': () => open(drawLogo()).png({ compressionLevel: 9 }).toBuffer(),
  'animation.gif': () => encodeLoop(drawAnimation()),
  'portrait.jpg': () => encodeTurned(drawPortrait()),
}

mkdirSync(FOLDER, { recursive: true })
for (const [name, encode] of Object.entries(PICTURES)) {
  writeWhole(name, await encode())
}
