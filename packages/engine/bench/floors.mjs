// The floors: for every chain the fewest calls of sharp that one would write by hand, knowing what the picture is and
// in which order sharp works. Kernel and encoder options are the engine's. What is the same for every request is made
// once and kept: the pixels of marks, as the engine does, and masks, which the engine draws for every request.
import sharp from 'sharp'
import { SOURCE_QUALITY } from './pictures.mjs'

const jpg = (picture) => picture.jpeg({ quality: SOURCE_QUALITY })
/** Without loss of colour resolution, as everything that a mark was drawn on is written. */
const marked = (picture) => picture.jpeg({ quality: SOURCE_QUALITY, chromaSubsampling: '4:4:4' })
const png = (picture) => picture.png({ compressionLevel: 3, adaptiveFiltering: true })

/** Whole sides, each scaled on its own; a picture is never enlarged, as OSS does not unless it is asked to. */
function scaled({ width, height }, target) {
  const scale = Math.min(1, target / width)
  return { width: Math.round(scale * width), height: Math.round(scale * height) }
}

const resize = ({ width, height }) => [width, height, { fit: 'fill', kernel: 'cubic' }]

/** Where the middle of a picture begins. */
const centered = (whole, part) => ({
  left: (whole.width - part.width) >> 1,
  top: (whole.height - part.height) >> 1,
})

/** A mark that keeps 10 px from the right and the lower edge. */
const atTheEnd = (whole, { data, width, height }) => ({
  input: data,
  raw: { width, height, channels: 4 },
  left: whole.width - width - 10,
  top: whole.height - height - 10,
})

/** `sharpen,100`: an unsharp mask of strength 0.68 whose edges weigh twice as much as its corners. */
const [EDGE, CORNER] = [-0.68 / 6, -0.68 / 12]
const SHARPEN = [CORNER, EDGE, CORNER, EDGE, 1.68, EDGE, CORNER, EDGE, CORNER]

/** For `blur,r_3,s_2`: between the bell's heights at 3 px and at 4, so that sharp's kernel has 7 taps. */
const BLUR = { sigma: 2, minAmplitude: (Math.exp(-9 / 8) + Math.exp(-16 / 8)) / 2, precision: 'float' }

/** By the title of the chain. `picture` is all but the encoder, which `encode` adds. */
export const floors = {
  'resize,w_300': {
    picture: (scene) => sharp(scene.source).resize(...resize(scaled(scene, 300))),
    encode: jpg,
  },
  'resize,w_300/quality,q_80/format,webp': {
    picture: (scene) => sharp(scene.source).resize(...resize(scaled(scene, 300))),
    encode: (picture) => picture.webp({ quality: Math.round(0.8 * SOURCE_QUALITY), effort: 2 }),
  },
  'resize,m_fill,w_400,h_400/rotate,90/sharpen,100': {
    picture: (scene) => {
      const sharpened = { width: 3, height: 3, scale: 1, kernel: SHARPEN }
      // What would have to be enlarged is not scaled at all.
      if (scene.height < 400) return sharp(scene.source).rotate(90).convolve(sharpened)
      const whole = { width: Math.round((scene.width * 400) / scene.height), height: 400 }
      const { left, top } = centered(whole, { width: 400, height: 400 })
      // sharp turns before it cuts, so what was the left edge is the upper one.
      return sharp(scene.source)
        .resize(...resize(whole))
        .rotate(90)
        .extract({ left: top, top: left, width: 400, height: 400 })
        .convolve(sharpened)
    },
    encode: jpg,
  },
  'crop of 60 %/resize,w_600/watermark,text/format,png': {
    picture: (scene) => {
      const region = { width: Math.round(0.6 * scene.width), height: Math.round(0.6 * scene.height) }
      const size = scaled(region, 600)
      return sharp(scene.source)
        .extract({ ...centered(scene, region), ...region })
        .resize(...resize(size))
        .composite([atTheEnd(size, scene.text)])
        .removeAlpha()
    },
    encode: png,
  },
  'resize,p_50/rounded-corners,r_30': {
    // Two calls: in one, compositing four white corners takes twice as much as all else together.
    picture: async (scene) => {
      const { width, height } = scaled(scene, scene.width / 2)
      const data = await sharp(scene.source)
        .resize(...resize({ width, height }))
        .raw()
        .toBuffer()
      whitenCorners(data, { width, height }, 30)
      return sharp(data, { raw: { width, height, channels: 3 } })
    },
    encode: jpg,
  },
  'resize,p_50/rounded-corners,r_30/format,png': {
    picture: (scene) => {
      const { width, height } = scaled(scene, scene.width / 2)
      return sharp(scene.source)
        .resize(...resize({ width, height }))
        .joinChannel(roundedMask(width, height, 30), { raw: { width, height, channels: 1 } })
    },
    encode: png,
  },
  'resize,w_800/watermark,image': {
    picture: (scene) => {
      const size = scaled(scene, 800)
      return sharp(scene.source)
        .resize(...resize(size))
        .composite([atTheEnd(size, scene.mark)])
        .removeAlpha()
    },
    encode: marked,
  },
  'indexcrop,x_500,i_1/resize,w_200': {
    picture: (scene) => {
      const { width, height } = scene
      // A picture that has no second slice is answered whole.
      const slice = width > 500 ? { left: 500, top: 0, width: Math.min(width - 500, 500), height } : undefined
      const picture = slice ? sharp(scene.source).extract(slice) : sharp(scene.source)
      return picture.resize(...resize(scaled(slice ?? scene, 200)))
    },
    encode: jpg,
  },
  'circle,r_200/format,png': {
    picture: (scene) => {
      const side = Math.min(401, scene.width, scene.height)
      const square = { width: side, height: side }
      return sharp(scene.source)
        .extract({ ...centered(scene, square), ...square })
        .joinChannel(roundedMask(side, side, side / 2), { raw: { ...square, channels: 1 } })
    },
    encode: png,
  },
  'resize,w_600/blur,r_3,s_2/bright,20': {
    picture: (scene) =>
      sharp(scene.source)
        .resize(...resize(scaled(scene, 600)))
        .blur(BLUR)
        // sharp cuts what it blurred to whole levels; half a level more makes that rounding.
        .linear(1, 20.5),
    encode: jpg,
  },
  'resize,w_400/format,avif': {
    picture: (scene) => sharp(scene.source).resize(...resize(scaled(scene, 400))),
    encode: (picture) => picture.avif({ effort: 2 }),
  },
}

/** Paints white what lies beyond round corners, in place. */
function whitenCorners(data, { width, height }, radius) {
  const corner = roundedMask(2 * radius, 2 * radius, radius)
  for (let y = 0; y < radius; y++) {
    for (let x = 0; x < radius; x++) {
      const level = corner[y * 2 * radius + x]
      if (level === 255) continue
      for (const row of [y, height - 1 - y])
        for (const column of [x, width - 1 - x])
          for (let band = 0; band < 3; band++) {
            const at = (row * width + column) * 3 + band
            data[at] = Math.round((data[at] * level) / 255 + 255 - level)
          }
    }
  }
}

/** How much of each pixel a rectangle with round corners covers, 0 to 255. */
const roundedMask = kept((width, height, radius) => {
  const mask = Buffer.alloc(width * height, 255)
  const cells = Math.ceil(radius)
  for (let y = 0; y < cells; y++) {
    for (let x = 0; x < cells; x++) {
      const level = Math.round(255 * covered(x - radius, y - radius, radius))
      for (const row of [y, height - 1 - y])
        for (const column of [x, width - 1 - x]) mask[row * width + column] = level
    }
  }
  return mask
})

/** Points along each side of a pixel at which its area is sampled. */
const SAMPLES = 64

/** The share of a pixel, its corner at `left`, `top` from the centre, that lies in a circle around it. */
function covered(left, top, radius) {
  const distance = Math.hypot(left + 0.5, top + 0.5)
  if (Math.abs(distance - radius) > 1) return distance < radius ? 1 : 0
  let inside = 0
  for (let row = 0; row < SAMPLES; row++) {
    for (let column = 0; column < SAMPLES; column++) {
      // Beyond the centre line lies the other half of a pixel that is as much covered as this one.
      const x = Math.min(0, left + (column + 0.5) / SAMPLES)
      const y = Math.min(0, top + (row + 0.5) / SAMPLES)
      if (x * x + y * y < radius * radius) inside++
    }
  }
  return inside / (SAMPLES * SAMPLES)
}

/** Remembers what was made for the same arguments. */
function kept(make) {
  const made = new Map()
  return (...parameters) => {
    const key = parameters.join()
    if (!made.has(key)) made.set(key, make(...parameters))
    return made.get(key)
  }
}
