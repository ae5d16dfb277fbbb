// The pictures that are asked for: drawn, the same at every run.
import sharp from 'sharp'
import { createRandom, fractal } from '../../scripts/demo/noise.mjs'

/** Of all photos, as of the documented example. */
export const SOURCE_QUALITY = 82

/** Sources by name: of which size, and how rough: a camera's photo has more grain than one made for the web. */
export const SOURCES = {
  'photo-2': { width: 1632, height: 1224, extension: 'jpg', type: 'image/jpeg', grain: 26 },
  'photo-12': { width: 4000, height: 3000, extension: 'jpg', type: 'image/jpeg', grain: 115 },
  small: { width: 816, height: 612, extension: 'jpg', type: 'image/jpeg', blur: 20 },
  screen: { width: 1632, height: 1224, extension: 'png', type: 'image/png', grain: 5 },
  loop: { width: 480, height: 270, extension: 'gif', type: 'image/gif', pages: 20, delay: 80 },
}

/** The bytes of every source, by name. */
export async function drawSources() {
  const scene = drawScene()
  const files = {}
  for (const [name, source] of Object.entries(SOURCES)) files[name] = await draw(scene, source)
  return files
}

function draw(scene, source) {
  if (source.pages) return drawLoop(scene, source)
  if (source.blur) return open(scene).blur(source.blur).jpeg(JPEG).toBuffer()
  return drawPhoto(scene, source)
}

const JPEG = { quality: SOURCE_QUALITY, chromaSubsampling: '4:2:0' }

/** The scene in that size, with the grain that every sensor adds. */
async function drawPhoto(scene, { width, height, extension, grain }) {
  const pixels = await open(scene).resize(width, height).raw().toBuffer()
  const random = createRandom(width)
  for (let at = 0; at < pixels.length; at += 3) {
    const level = grain * (random() - 0.5)
    for (let band = at; band < at + 3; band++) pixels[band] = clamp(pixels[band] + level)
  }
  const photo = sharp(pixels, { raw: { width, height, channels: 3 } })
  return extension === 'png' ? photo.png().toBuffer() : photo.jpeg(JPEG).toBuffer()
}

/** A view that wanders over the scene. */
async function drawLoop(scene, { width, height, pages, delay }) {
  const views = Array.from({ length: pages }, (_, page) => {
    const turn = (2 * Math.PI * page) / pages
    const [left, top] = [Math.round(150 + 140 * Math.cos(turn)), Math.round(150 + 140 * Math.sin(turn))]
    return open(scene).extract({ left, top, width, height }).raw().toBuffer()
  })
  const raw = { width, height: height * pages, channels: 3, pageHeight: height }
  return sharp(Buffer.concat(await Promise.all(views)), { raw })
    .gif({ loop: 0, delay: Array(pages).fill(delay), effort: 3 })
    .toBuffer()
}

function open({ pixels, width, height }) {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

const SKY = [120, 165, 215]
const CLOUD = [245, 240, 235]
/** From far to near: the height of the crest and how much it varies as shares of the picture's; how fine it is. */
const RIDGES = [
  { crest: 0.45, rise: 0.3, shape: 4, surface: 30, color: [110, 130, 155] },
  { crest: 0.6, rise: 0.2, shape: 7, surface: 60, color: [70, 100, 85] },
  { crest: 0.78, rise: 0.12, shape: 11, surface: 90, color: [95, 110, 50] },
]

/** Hills under clouds, 816 x 612 px. */
function drawScene() {
  const [width, height] = [816, 612]
  const pixels = Buffer.alloc(width * height * 3)
  for (let x = 0; x < width; x++) {
    const u = x / width
    const crests = RIDGES.map(({ crest, rise, shape }) => crest + rise * fractal(u * shape, crest, 5))
    for (let y = 0; y < height; y++) {
      const v = y / height
      const ridge = RIDGES[crests.findLastIndex((crest) => v > crest)]
      const color = ridge ? hillAt(ridge, u, v) : skyAt(u, v)
      for (let band = 0; band < 3; band++) pixels[(y * width + x) * 3 + band] = clamp(color[band])
    }
  }
  return { pixels, width, height }
}

function hillAt({ surface, color }, u, v) {
  const light = 1 + 0.9 * fractal(u * surface, v * surface, 6)
  return color.map((level) => level * light)
}

function skyAt(u, v) {
  const cloud = Math.max(0, Math.min(1, 0.4 + 2 * fractal(u * 5, v * 9, 5)))
  return SKY.map((level, band) => level + 60 * v + (CLOUD[band] - level - 60 * v) * cloud)
}

function clamp(level) {
  return Math.max(0, Math.min(255, Math.round(level)))
}
