// What is asked for. Every URL of what must not come from a cache is asked for once only: a workload has a space of
// them, copies of its source times variants of its parameters that do not change the work.
import { SOURCES } from './pictures.mjs'

/** The text that is drawn as a watermark. */
export const MARK_TEXT = { content: '示例图片 2026', size: 30, color: 'FFFFFF' }

/** The smaller sides that pictures are cropped to before they are scaled to 600 px: 60 % of the source, or half of it. */
const CROPPED = { 'photo-2': [980, 734], 'photo-12': [2400, 1800], small: [408, 306] }

const mark = `text_${Buffer.from(MARK_TEXT.content).toString('base64url')},size_${MARK_TEXT.size},color_${MARK_TEXT.color}`

/** Widths from `least` on, px. */
const widths = (least) => (variant) => [least + variant]
/** Both sides, so that there are thousands of variants. */
const sides = (width, height) => (variant) => [width + (variant % 48), height + Math.floor(variant / 48)]
const PHOTOS = ['photo-2', 'photo-12']

/**
 * By name: `single` operations and `chain`s are measured cold, `mixed` ones only occur in mixes. `values` are the
 * numbers of a variant, `process` the action chain with them, `ipx` the modifiers that make IPX do the same,
 * `connections` how many ask, 16 if nothing is said.
 */
const FAMILIES = {
  thumbnail: {
    kind: 'single',
    sources: PHOTOS,
    values: widths(300),
    variants: 48,
    process: ([width]) => `resize,w_${width}`,
    ipx: ([width]) => `w_${width}`,
  },
  webp: {
    kind: 'chain',
    sources: PHOTOS,
    values: widths(300),
    variants: 48,
    process: ([width]) => `resize,w_${width}/quality,q_80/format,webp`,
    ipx: ([width]) => `w_${width},q_66,f_webp`,
  },
  fill: {
    kind: 'chain',
    sources: PHOTOS,
    values: sides(400, 400),
    variants: 48 * 32,
    process: ([width, height]) => `resize,m_fill,w_${width},h_${height}/rotate,90/sharpen,100`,
  },
  crop: {
    kind: 'chain',
    sources: PHOTOS,
    values: sides(300, 200),
    variants: 48 * 32,
    process: ([x, y], source) => {
      const [width, height] = CROPPED[source]
      return `crop,x_${x},y_${y},w_${width},h_${height}/resize,w_600`
    },
  },
  watermark: {
    kind: 'chain',
    sources: PHOTOS,
    values: widths(800),
    variants: 48,
    process: ([width]) => `resize,w_${width}/watermark,${mark}`,
  },
  rounded: {
    kind: 'chain',
    sources: ['photo-2'],
    values: widths(400),
    variants: 48,
    process: ([width]) => `resize,w_${width}/rounded-corners,r_30/format,png`,
  },
  animation: {
    kind: 'single',
    sources: ['loop'],
    // Of eight some are refused on a slow machine: they would wait for longer than requests may.
    connections: 6,
    values: widths(200),
    variants: 48,
    process: ([width]) => `resize,w_${width}`,
  },
  avif: {
    kind: 'chain',
    sources: ['photo-2'],
    values: widths(400),
    variants: 48,
    process: ([width]) => `resize,w_${width}/format,avif`,
  },
  info: { kind: 'single', sources: ['small'], values: () => [], variants: 1, process: () => 'info' },
  'average-hue': {
    kind: 'single',
    sources: ['photo-2'],
    values: () => [],
    variants: 1,
    process: () => 'average-hue',
  },
  fixed: {
    kind: 'mixed',
    sources: [...PHOTOS, 'screen', 'loop'],
    values: sides(240, 180),
    variants: 48 * 200,
    process: ([width, height]) => `resize,m_fixed,w_${width},h_${height}`,
  },
  'fixed-webp': {
    kind: 'mixed',
    sources: ['photo-2'],
    values: sides(360, 270),
    variants: 48 * 200,
    process: ([width, height]) => `resize,m_fixed,w_${width},h_${height}/format,webp`,
  },
  'fixed-avif': {
    kind: 'mixed',
    sources: ['photo-2'],
    values: sides(360, 270),
    variants: 48 * 200,
    process: ([width, height]) => `resize,m_fixed,w_${width},h_${height}/format,avif`,
  },
  square: {
    kind: 'mixed',
    sources: ['photo-2'],
    values: sides(500, 500),
    variants: 48 * 100,
    process: ([width, height]) => `resize,m_fill,w_${width},h_${height}`,
  },
  'fixed-marked': {
    kind: 'mixed',
    sources: ['photo-2'],
    values: sides(700, 500),
    variants: 48 * 100,
    process: ([width, height]) => `resize,m_fixed,w_${width},h_${height}/watermark,${mark}`,
  },
  'fixed-rounded': {
    kind: 'mixed',
    sources: ['photo-2'],
    values: sides(200, 150),
    variants: 48 * 100,
    process: ([width, height]) => `resize,m_fixed,w_${width},h_${height}/rounded-corners,r_30/format,png`,
  },
  turned: {
    kind: 'heavy',
    sources: ['photo-12'],
    values: sides(3000, 2000),
    variants: 48 * 100,
    process: ([width, height]) => `resize,m_fixed,w_${width},h_${height}/rotate,90`,
  },
  'large-png': {
    kind: 'heavy',
    sources: ['photo-2', 'screen'],
    values: sides(1200, 900),
    variants: 48 * 100,
    process: ([width, height]) => `resize,m_fixed,w_${width},h_${height}/format,png`,
  },
  'large-avif': {
    kind: 'heavy',
    sources: ['photo-12'],
    values: sides(1200, 900),
    variants: 48 * 100,
    process: ([width, height]) => `resize,m_fixed,w_${width},h_${height}/format,avif`,
  },
  'large-animation': {
    kind: 'heavy',
    sources: ['loop'],
    values: sides(380, 214),
    variants: 48 * 10,
    process: ([width, height]) => `resize,m_fixed,w_${width},h_${height}`,
  },
}

/** Connections of a closed loop. */
export const CONNECTIONS = 16

/** Megapixels of the sources, as they stand in tables. */
const MEGAPIXELS = { 'photo-2': 2, 'photo-12': 12, screen: 2, small: 0.5, loop: 0.13 }

/** Every workload: a family on one of its sources. Its `name` is `family source`. */
export const WORKLOADS = Object.entries(FAMILIES).flatMap(([family, { sources, ...rest }]) =>
  sources.map((source) => ({
    ...rest,
    name: `${family} ${source}`,
    family,
    source,
    megapixels: MEGAPIXELS[source],
    connections: rest.connections ?? CONNECTIONS,
    title: rest.process(rest.values(0), source),
  })),
)

/** The workload of that name. */
export function workloadOf(name) {
  const found = WORKLOADS.find((workload) => workload.name === name)
  if (!found) throw new Error(`There is no workload ${name}.`)
  return found
}

/** The key of a copy of a source. */
export function keyOf(source, copy) {
  return `${source}-${String(copy).padStart(4, '0')}.${SOURCES[source].extension}`
}

/** How many different URLs a workload has, with so many copies of the sources. */
export function spaceOf({ source, variants }, copies) {
  return copies[source] * variants
}

/** The place in its space that `index` is: the copies change first. */
function placeOf({ source, values }, index, copies) {
  return { key: keyOf(source, index % copies[source]), values: values(Math.floor(index / copies[source])) }
}

/** The paths of a request on each server, by what it is called: `undefined` where it cannot do the same. */
export const PATHS = {
  ossimg: (workload, index, copies) => {
    const { key, values } = placeOf(workload, index, copies)
    return `/bench/${key}?x-oss-process=image/${workload.process(values, workload.source)}`
  },
  ceiling: (workload, index, copies) => {
    const { key, values } = placeOf(workload, index, copies)
    return `/${[workload.family, key, ...values].join('/')}`
  },
  ipx: (workload, index, copies) => {
    const { key, values } = placeOf(workload, index, copies)
    return `/${workload.ipx(values)}/${key}`
  },
}
