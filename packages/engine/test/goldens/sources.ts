import { readFileSync } from 'node:fs'
import sharp, { type Sharp } from 'sharp'
import { encodeBmp } from '../../src/bmp/encode.ts'
import type { Orientation } from '../../src/metadata.ts'
import type { Raw } from '../../src/pixels/raw.ts'
import { paint } from './paint.ts'
import { drawBadge, drawBalloon, drawFrames, drawScene } from './scene.ts'

const scene = () => drawScene(180, 120)
const small = () => drawScene(60, 40)
/** 720 × 480: too large for exact averaging. */
const large = () => drawScene(720, 480, 1)
/** 120 × 120, with alpha. */
const balloon = () => drawBalloon(120)

const JPG = { quality: 90 }
const AVIF = { quality: 80, effort: 2 }

/** The pictures that goldens start from, and how each is made. */
const SOURCES = {
  'photo.jpg': () => open(scene()).jpeg(JPG).toBuffer(),
  'photo.png': () => open(scene()).png().toBuffer(),
  'photo.webp': () => open(scene()).webp(JPG).toBuffer(),
  'photo.tiff': () => open(scene()).tiff({ compression: 'lzw' }).toBuffer(),
  'photo.avif': () => open(scene()).avif(AVIF).toBuffer(),
  'photo.bmp': async () => encodeBmp(scene()),
  'photo.gif': () => open(posterised(scene())).gif({ dither: 0 }).toBuffer(),
  'progressive.jpg': () =>
    open(scene())
      .jpeg({ ...JPG, progressive: true })
      .toBuffer(),
  'grey.jpg': () => open(scene()).toColourspace('b-w').jpeg(JPG).toBuffer(),
  'cmyk.jpg': () => open(scene()).toColourspace('cmyk').withIccProfile('cmyk').jpeg(JPG).toBuffer(),
  'cmyk-bare.jpg': () => open(scene()).toColourspace('cmyk').jpeg(JPG).toBuffer(),
  'p3.jpg': () => open(scene()).withIccProfile('p3').jpeg(JPG).toBuffer(),
  '16-bit.png': () => open(scene()).toColourspace('rgb16').png().toBuffer(),
  'palette.png': () => open(posterised(scene())).png({ palette: true, dither: 0 }).toBuffer(),
  'grey.png': () => open(scene()).toColourspace('b-w').png().toBuffer(),
  'balloon.png': () => open(balloon()).png().toBuffer(),
  'balloon.webp': () => open(balloon()).webp({ lossless: true, exact: true }).toBuffer(),
  'balloon.tiff': () => open(balloon()).tiff({ compression: 'lzw' }).toBuffer(),
  'balloon.avif': () => open(balloon()).avif(AVIF).toBuffer(),
  'balloon.bmp': async () => encodeBmp(balloon()),
  'balloon-grey.png': () => open(balloon()).toColourspace('b-w').png().toBuffer(),
  'large.jpg': () => open(large()).jpeg(JPG).toBuffer(),
  'large.png': () => open(large()).png().toBuffer(),
  'small.jpg': () => open(small()).jpeg(JPG).toBuffer(),
  'small.png': () => open(small()).png().toBuffer(),
  'ribbon.png': () => open(ribbon()).png().toBuffer(),
  'ball.gif': () => animation().gif({ delay: DELAYS, loop: 0, dither: 0 }).toBuffer(),
  'ball.webp': () => animation().webp({ delay: DELAYS, loop: 0, lossless: true }).toBuffer(),
  'ball-tag-6.webp': () =>
    animation(6).withMetadata({ orientation: 6 }).webp({ delay: DELAYS, lossless: true }).toBuffer(),
  'badge.png': () => open(drawBadge(48)).png().toBuffer(),
  'tag-1.jpg': () => tagged(1),
  'tag-2.jpg': () => tagged(2),
  'tag-3.jpg': () => tagged(3),
  'tag-4.jpg': () => tagged(4),
  'tag-5.jpg': () => tagged(5),
  'tag-6.jpg': () => tagged(6),
  'tag-7.jpg': () => tagged(7),
  'tag-8.jpg': () => tagged(8),
  'card.heic': () => heic('card'),
  'alpha.heic': () => heic('alpha'),
  'grid.heic': () => heic('grid'),
  'orientation-6.heic': () => heic('orientation-6'),
  'display-p3.heic': () => heic('display-p3'),
} satisfies Readonly<Record<string, () => Promise<Buffer>>>

/** A picture that goldens start from. */
export type SourceName = keyof typeof SOURCES

const made = new Map<SourceName, Promise<Buffer>>()

/** The file of a source; made once in a process. */
export function sourceFile(name: SourceName): Promise<Buffer> {
  const known = made.get(name) ?? SOURCES[name]()
  made.set(name, known)
  return known
}

function open({ data, width, height, channels }: Raw): Sharp {
  return sharp(data, { raw: { width, height, channels } })
}

/** In colours that make up a palette: no quantiser has anything to choose. */
function posterised(raw: Raw): Raw {
  return { ...raw, data: raw.data.map((level) => 51 * Math.round(level / 51)) }
}

/** 12,000 × 2: covering a square it is scaled to a million pixels and more, of which the four in the middle remain. */
function ribbon(): Raw {
  return paint(12_000, 2, (x, y) => {
    if (Math.abs(x - 6000) > 1) return [90, 180, 90]
    if (x < 6000) return y < 1 ? [240, 60, 40] : [40, 60, 200]
    return y < 1 ? [250, 220, 60] : [30, 120, 60]
  })
}

const DELAYS = [50, 100, 150, 200]

/** 96 × 64 when upright, one frame for each delay, transparent in part. */
function animation(orientation: Orientation = 1): Sharp {
  const pages = drawFrames(96, 64, DELAYS.length).map((page) => turnedAway(page, orientation))
  const { width = 0, height = 0 } = pages[0] ?? {}
  const raw = { width, height: height * pages.length, channels: 4, pageHeight: height } as const
  return sharp(Buffer.concat(pages.map(({ data }) => data)), { raw, animated: true })
}

/** 60 × 40 when upright, stored so that this tag turns it upright. */
function tagged(orientation: Orientation): Promise<Buffer> {
  return open(turnedAway(small(), orientation)).withMetadata({ orientation }).jpeg(JPG).toBuffer()
}

/** For each orientation the stored place of a pixel of the upright picture, whose last pixel is (right, bottom). */
const STORED: Readonly<
  Record<Orientation, (x: number, y: number, right: number, bottom: number) => readonly [number, number]>
> = {
  1: (x, y) => [x, y],
  2: (x, y, right) => [right - x, y],
  3: (x, y, right, bottom) => [right - x, bottom - y],
  4: (x, y, _right, bottom) => [x, bottom - y],
  5: (x, y) => [y, x],
  6: (x, y, right) => [y, right - x],
  7: (x, y, right, bottom) => [bottom - y, right - x],
  8: (x, y, _right, bottom) => [bottom - y, x],
}

function turnedAway({ data, width, height, channels }: Raw, orientation: Orientation): Raw {
  const stored = orientation >= 5 ? { width: height, height: width } : { width, height }
  const turned = new Uint8Array(data.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [across, down] = STORED[orientation](x, y, width - 1, height - 1)
      const from = (y * width + x) * channels
      turned.set(data.subarray(from, from + channels), (down * stored.width + across) * channels)
    }
  return { data: turned, ...stored, channels }
}

async function heic(name: string): Promise<Buffer> {
  return readFileSync(new URL(`../../fixtures/heic/${name}.heic`, import.meta.url))
}
