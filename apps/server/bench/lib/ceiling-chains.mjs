// What is done by hand for each family of workloads: the fewest calls of sharp that make the picture which OSS would,
// by one who knows the pictures and the order in which sharp works, with the engine's kernel and encoder options.
import { stat } from 'node:fs/promises'
import sharp from 'sharp'
import { dominantColor } from './dominant-color.mjs'
import { SOURCE_QUALITY, SOURCES } from './pictures.mjs'

const JPEG = { quality: SOURCE_QUALITY }
/** Without loss of colour resolution, as everything that a mark was drawn on is written. */
const MARKED = { quality: SOURCE_QUALITY, chromaSubsampling: '4:4:4' }
const PNG = { compressionLevel: 3, adaptiveFiltering: true }
const WEBP = { effort: 2 }
const AVIF = { effort: 2 }

/** Each takes the file, its source's size and the numbers of the request, and gives the bytes. */
export const CHAINS = {
  thumbnail: (file, source, [width]) => encoded(jpeg(scaled(file, toWidth(source, width)))),

  webp: (file, source, [width]) =>
    encoded(
      scaled(file, toWidth(source, width)).webp({ ...WEBP, quality: Math.round(0.8 * SOURCE_QUALITY) }),
      'image/webp',
    ),

  fill: (file, source, [width, height]) => {
    const whole = covering(source, { width, height })
    const [left, top] = [(whole.width - width) >> 1, (whole.height - height) >> 1]
    // sharp turns before it cuts, so what was the left edge is the upper one.
    const region = { left: whole.height - height - top, top: left, width: height, height: width }
    return encoded(jpeg(scaled(file, whole).rotate(90).extract(region).convolve(SHARPEN)))
  },

  crop: (file, { width: across }, [left, top]) => {
    const region = REGIONS[across]
    const { width, height } = toWidth(region, 600)
    return encoded(
      jpeg(
        sharp(file)
          .extract({ left, top, ...region })
          .resize(width, height, SCALE),
      ),
    )
  },

  watermark: (file, source, [width], mark) => marked(file, toWidth(source, width), mark),

  rounded: (file, source, [width]) => rounded(file, toWidth(source, width)),

  animation: (file, source, [width]) => animation(file, source, toWidth(source, width)),

  avif: (file, source, [width]) => encoded(scaled(file, toWidth(source, width)).avif(AVIF), 'image/avif'),

  /** Only the head is read. */
  info: async (file) => {
    const [{ width, height, format }, { size }] = await Promise.all([sharp(file).metadata(), stat(file)])
    const facts = {
      FileSize: size,
      Format: format === 'jpeg' ? 'jpg' : format,
      FrameCount: 1,
      ImageHeight: height,
      ImageWidth: width,
      ResolutionUnit: 1,
      XResolution: '1/1',
      YResolution: '1/1',
    }
    const lines = Object.entries(facts).map(([name, value]) => `    "${name}": {"value": "${value}"}`)
    return { data: Buffer.from(`{\n${lines.join(',\n')}}`), type: 'application/json' }
  },

  'average-hue': async (file, source) => {
    const pixels = await scaled(file, toWidth(source, 256)).raw().toBuffer()
    return { data: Buffer.from(`{"RGB": "${dominantColor(pixels)}"}`), type: 'application/json' }
  },

  fixed: (file, source, [width, height]) => {
    if (source.pages) return animation(file, source, { width, height })
    const picture = scaled(file, { width, height })
    return source.extension === 'png' ? encoded(picture.png(PNG), 'image/png') : encoded(jpeg(picture))
  },

  'fixed-webp': (file, _source, [width, height]) =>
    encoded(scaled(file, { width, height }).webp({ ...WEBP, quality: 75 }), 'image/webp'),

  'fixed-avif': (file, _source, [width, height]) =>
    encoded(scaled(file, { width, height }).avif(AVIF), 'image/avif'),

  square: (file, source, [width, height]) => {
    const whole = covering(source, { width, height })
    const [left, top] = [(whole.width - width) >> 1, (whole.height - height) >> 1]
    return encoded(jpeg(scaled(file, whole).extract({ left, top, width, height })))
  },

  'fixed-marked': (file, _source, [width, height], mark) => marked(file, { width, height }, mark),

  'fixed-rounded': (file, _source, [width, height]) => rounded(file, { width, height }),

  turned: (file, _source, [width, height]) => encoded(jpeg(scaled(file, { width, height }).rotate(90))),

  'large-png': (file, _source, [width, height]) =>
    encoded(scaled(file, { width, height }).png(PNG), 'image/png'),

  'large-avif': (file, _source, [width, height]) =>
    encoded(scaled(file, { width, height }).avif(AVIF), 'image/avif'),

  'large-animation': (file, source, [width, height]) => animation(file, source, { width, height }),
}

/** What is cropped of a source so wide. */
const REGIONS = {
  [SOURCES['photo-2'].width]: { width: 980, height: 734 },
  [SOURCES['photo-12'].width]: { width: 2400, height: 1800 },
  [SOURCES.small.width]: { width: 408, height: 306 },
}

const SCALE = { fit: 'fill', kernel: 'cubic' }

function scaled(file, { width, height }) {
  return sharp(file).resize(width, height, SCALE)
}

/** Whole sides, each rounded on its own. */
function toWidth({ width, height }, target) {
  return { width: target, height: Math.round((height * target) / width) }
}

/** The smallest size with the source's shape that covers a box. */
function covering(source, { width, height }) {
  const scale = Math.max(width / source.width, height / source.height)
  return { width: Math.round(source.width * scale), height: Math.round(source.height * scale) }
}

const jpeg = (picture) => picture.jpeg(JPEG)

async function encoded(picture, type = 'image/jpeg') {
  return { data: await picture.toBuffer(), type }
}

/** `sharpen,100`: an unsharp mask of strength 0.68 whose edges weigh twice as much as its corners. */
const [EDGE, CORNER] = [-0.68 / 6, -0.68 / 12]
const SHARPEN = {
  width: 3,
  height: 3,
  scale: 1,
  kernel: [CORNER, EDGE, CORNER, EDGE, 1.68, EDGE, CORNER, EDGE, CORNER],
}

/** The mark keeps 10 px from the right and the lower edge. */
function marked(file, size, { data, width, height }) {
  const [left, top] = [size.width - width - 10, size.height - height - 10]
  const drawn = scaled(file, size)
    .composite([{ input: data, raw: { width, height, channels: 4 }, left, top }])
    .removeAlpha()
  return encoded(drawn.jpeg(MARKED))
}

function rounded(file, { width, height }) {
  const mask = roundedMask(width, height)
  const picture = scaled(file, { width, height }).joinChannel(mask, { raw: { width, height, channels: 1 } })
  return encoded(picture.png(PNG), 'image/png')
}

const RADIUS = 30
/** How much of each pixel of the upper left corner is covered, 0 to 255, row by row. */
const CORNER_LEVELS = Array.from({ length: RADIUS ** 2 }, (_, at) => {
  const [x, y] = [at % RADIUS, Math.floor(at / RADIUS)]
  let inside = 0
  for (let sample = 0; sample < 32 * 32; sample++) {
    const across = RADIUS - x - ((sample % 32) + 0.5) / 32
    const down = RADIUS - y - (Math.floor(sample / 32) + 0.5) / 32
    if (across * across + down * down < RADIUS * RADIUS) inside++
  }
  return Math.round((255 * inside) / (32 * 32))
})

function roundedMask(width, height) {
  const mask = Buffer.alloc(width * height, 255)
  for (let at = 0; at < CORNER_LEVELS.length; at++) {
    const [x, y] = [at % RADIUS, Math.floor(at / RADIUS)]
    for (const row of [y, height - 1 - y])
      for (const column of [x, width - 1 - x]) mask[row * width + column] = CORNER_LEVELS[at]
  }
  return mask
}

/** Frame by frame: sharp scales all of them as one tall picture, whose frames run into each other at their edges. */
async function animation(file, { pages, delay }, { width, height }) {
  const { data, info } = await sharp(file, { animated: true }).raw().toBuffer({ resolveWithObject: true })
  const raw = { width: info.width, height: info.height / pages, channels: info.channels }
  const bytes = data.length / pages
  const frames = Array.from({ length: pages }, (_, page) =>
    sharp(data.subarray(page * bytes, (page + 1) * bytes), { raw })
      .resize(width, height, SCALE)
      .raw()
      .toBuffer(),
  )
  const strip = Buffer.concat(await Promise.all(frames))
  const stripRaw = { width, height: height * pages, channels: info.channels, pageHeight: height }
  const gif = { effort: 3, reuse: false, keepDuplicateFrames: true, loop: 0, delay: Array(pages).fill(delay) }
  return encoded(sharp(strip, { raw: stripRaw, animated: true }).gif(gif), 'image/gif')
}
