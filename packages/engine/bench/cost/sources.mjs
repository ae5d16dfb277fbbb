// The pictures of the cost tables, drawn into a folder: `node bench/cost/sources.mjs <folder> <MP> <name> …`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { processImage } from '@ossimg/engine'
import sharp from 'sharp'
import { drawMark, drawSource, SIZES } from '../pictures.mjs'

/** Frames of an animation; all together they have the pixels of a picture. */
const PAGES = 20

/** An EXIF segment that asks for a quarter turn, and nothing else. */
const TURNED = Buffer.from('ffe100224578696600004d4d002a00000008000101120003000000010006000000000000', 'hex')

/** By the name of the file: how it is made of a jpg of that size. */
const FILES = {
  'photo.jpg': ({ jpg }) => jpg,
  'turned.jpg': ({ jpg }) => Buffer.concat([jpg.subarray(0, 2), TURNED, jpg.subarray(2)]),
  'progressive.jpg': ({ jpg }) => sharp(jpg).jpeg({ quality: 90, progressive: true }).toBuffer(),
  'photo.png': ({ jpg }) => sharp(jpg).png({ compressionLevel: 3 }).toBuffer(),
  'alpha.png': ({ jpg }) => sharp(jpg).ensureAlpha(0.5).png({ compressionLevel: 3 }).toBuffer(),
  'photo.webp': ({ jpg }) => sharp(jpg).webp({ quality: 85, effort: 1 }).toBuffer(),
  'photo.tiff': ({ jpg }) => sharp(jpg).tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer(),
  'photo.bmp': async ({ jpg }) => (await processImage(jpg, 'image/format,bmp')).data,
  'photo.avif': ({ jpg }) => sharp(jpg).avif({ quality: 70, effort: 0 }).toBuffer(),
  // There is no encoder for it, so it is the same at every size: 12 megapixels of few colours.
  'large.heic': () => readFileSync(fileURLToPath(new URL('../../fixtures/heic/large.heic', import.meta.url))),
  'moving.gif': async (scene) =>
    (await moving(scene)).gif({ effort: 1, keepDuplicateFrames: true }).toBuffer(),
  'moving.webp': async (scene) => (await moving(scene)).webp({ quality: 80, effort: 0 }).toBuffer(),
  'mark.png': () => drawMark(),
}

/** The picture in small, again and again, moving to the left. */
async function moving({ jpg, width, height }) {
  const frame = { width: Math.round(width / PAGES ** 0.5), height: Math.round(height / PAGES ** 0.5) }
  const data = await sharp(jpg).resize(frame.width, frame.height, { fit: 'fill' }).raw().toBuffer()
  const frames = Array.from({ length: PAGES }, (_, page) =>
    Buffer.concat([data.subarray(page * 30), data.subarray(0, page * 30)]),
  )
  const raw = { width: frame.width, height: frame.height * PAGES, channels: 3, pageHeight: frame.height }
  return sharp(Buffer.concat(frames), { raw, animated: true, limitInputPixels: false })
}

const [folder, size, ...names] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const scene = { ...SIZES[size], jpg: await drawSource(SIZES[size]) }
for (const name of names.length > 0 ? names : Object.keys(FILES))
  writeFileSync(join(folder, name), await FILES[name](scene))
