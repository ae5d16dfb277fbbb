// Do floor and engine make the same picture? Otherwise their costs say nothing.
import { execute } from '@ossimg/engine'
import sharp from 'sharp'

/** Levels of premultiplied colour and of alpha: what rounding at other places may change. */
const LARGEST = { opaque: 3, alpha: 6 }

/** Of the bytes of the encoded results: a JFIF header, and what such rounding changes in them. */
const LARGEST_SHARE = 0.03

/** dB; what area averaging and the floor's kernel have in common at least. */
const LEAST_NOISE_RATIO = 22

const LOSSLESS = {
  format: 'png',
  quality: null,
  chroma: '4:4:4',
  progressive: false,
  orientation: null,
  animation: null,
}

/**
 * Compares what `plan` makes of `inputs` with what the floor makes of the scene, before the encoder: the plan runs as
 * it is, but for the format it is written in. Then the sizes of the encoded results are compared, which are equal only
 * where the encoder's options are.
 *
 * Returns how far they are apart, and whether that is too far. With `exact` false the plan averages areas where the
 * floor has another kernel, so they are only asked to be alike.
 */
export async function compare({ plan, inputs, floor, scene, exact }) {
  const ours = await pixels((await execute({ ...plan, encode: LOSSLESS }, inputs)).data)
  const theirs = await pixels(await (await floor.picture(scene)).png().toBuffer())
  const shape = ({ width, height, channels }) => `${width} x ${height}, ${channels} channels`
  if (shape(ours) !== shape(theirs)) return failed(`${shape(ours)} instead of ${shape(theirs)}`)
  const { largest, noiseRatio } = difference(ours, theirs)
  if (!exact) {
    const found = `${noiseRatio.toFixed(1)} dB`
    return noiseRatio < LEAST_NOISE_RATIO ? failed(found) : passed(found)
  }
  const share = await differenceOfBytes({ plan, inputs, floor, scene })
  const found = `${largest.toFixed(1)} levels, ${(100 * share).toFixed(2)} % of bytes`
  const bound = ours.channels === 4 ? LARGEST.alpha : LARGEST.opaque
  return largest > bound || share > LARGEST_SHARE ? failed(found) : passed(found)
}

const passed = (found) => ({ agrees: true, found })
const failed = (found) => ({ agrees: false, found })

async function pixels(file) {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true })
  return { data, ...info }
}

async function differenceOfBytes({ plan, inputs, floor, scene }) {
  const ours = (await execute(plan, inputs)).data.length
  const theirs = (await floor.encode(await floor.picture(scene)).toBuffer()).length
  return Math.abs(ours - theirs) / theirs
}

/** Of two pictures of one shape: the largest difference of a sample, and the ratio of signal to noise, dB. */
function difference(one, other) {
  const { channels } = one
  let largest = 0
  let squares = 0
  for (let at = 0; at < one.data.length; at += channels) {
    const alpha = channels === 4 ? one.data[at + 3] / 255 : 1
    const otherAlpha = channels === 4 ? other.data[at + 3] / 255 : 1
    for (let band = 0; band < channels; band++) {
      const share =
        band < 3
          ? one.data[at + band] * alpha - other.data[at + band] * otherAlpha
          : (alpha - otherAlpha) * 255
      largest = Math.max(largest, Math.abs(share))
      squares += share * share
    }
  }
  return { largest, noiseRatio: 10 * Math.log10((255 * 255 * one.data.length) / squares) }
}
