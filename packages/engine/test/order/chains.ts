import { createOperation, type Operation, type OperationName, stringify } from '@ossimg/grammar'

/** Numbers in [0, 1), the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const GRAVITIES = ['nw', 'north', 'ne', 'west', 'center', 'east', 'sw', 'south', 'se'] as const

/** Operations that make a picture; the others report. */
export type PictureOperation = Exclude<OperationName, 'info' | 'average-hue'>

/** The image that chains draw, by key. */
export const MARK_KEY = 'mark.png'

type Makers = { readonly [Name in PictureOperation]: () => Operation }

/** Draws operations whose pictures stay small. An operation without a maker does not compile. */
export function operationMakers(random: () => number): Makers {
  const integer = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  const pick = <Value>(values: readonly [Value, ...Value[]]): Value =>
    values[integer(0, values.length - 1)] ?? values[0]

  const sized = () => ({
    mode: pick<'lfit' | 'mfit' | 'fill' | 'pad' | 'fixed'>(['lfit', 'mfit', 'fill', 'pad', 'fixed']),
    width: integer(20, 240),
    ...(random() < 0.5 ? { height: integer(20, 240) } : {}),
    limit: random() < 0.4,
    color: pick(['FF8000', '004488', 'FFFFFF']),
  })
  const text = () => ({
    content: pick(['Hello 图片服务!', 'ossimg', '图', '<b>&']),
    size: integer(8, 60),
    color: pick(['FF0000', '000000', '00CCFF']),
    shadow: pick([0, 0, 50]),
    rotate: pick([0, 0, 30, 90]),
  })
  const image = () => {
    const prepared = [
      createOperation('resize', { mainPercent: integer(5, 60) }),
      createOperation('rounded-corners', { radius: integer(1, 12) }),
      createOperation('rotate', { angle: pick([0, 90, 45]) }),
      createOperation('crop', { width: integer(5, 30) }),
    ]
    const actions = prepared.filter(() => random() < 0.4)
    return actions.length === 0 ? { key: MARK_KEY } : { key: MARK_KEY, process: { actions } as never }
  }
  return {
    resize: () =>
      random() < 0.25
        ? createOperation('resize', { percent: integer(40, 150) })
        : createOperation('resize', sized()),
    crop: () =>
      random() < 0.3
        ? createOperation('crop', { x: integer(0, 15), y: integer(0, 15) })
        : createOperation('crop', {
            width: integer(0, 150),
            height: integer(0, 150),
            gravity: pick(GRAVITIES),
          }),
    indexcrop: () =>
      random() < 0.5
        ? createOperation('indexcrop', { sliceWidth: integer(20, 120), index: integer(0, 3) })
        : createOperation('indexcrop', { sliceHeight: integer(20, 120), index: integer(0, 3) }),
    circle: () => createOperation('circle', { radius: integer(5, 120) }),
    'rounded-corners': () => createOperation('rounded-corners', { radius: integer(1, 80) }),
    rotate: () =>
      createOperation('rotate', { angle: random() < 0.5 ? pick([90, 180, 270]) : integer(0, 360) }),
    'auto-orient': () => createOperation('auto-orient', { enabled: random() < 0.5 }),
    bright: () => createOperation('bright', { amount: integer(-60, 60) }),
    contrast: () => createOperation('contrast', { amount: integer(-80, 60) }),
    sharpen: () => createOperation('sharpen', { amount: integer(50, 200) }),
    blur: () => createOperation('blur', { radius: integer(1, 12), sigma: integer(1, 8) }),
    quality: () => createOperation('quality', { relative: integer(1, 100) }),
    format: () => createOperation('format', { format: pick(['jpg', 'png', 'webp', 'bmp', 'tiff', 'gif']) }),
    interlace: () => createOperation('interlace', { progressive: random() < 0.5 }),
    watermark: () => {
      const kind = pick(['text', 'image', 'both'])
      return createOperation('watermark', {
        ...(kind === 'image' ? {} : { text: text() }),
        ...(kind === 'text' ? {} : { image: image() }),
        opacity: pick([100, 100, 60, 0]),
        gravity: pick(GRAVITIES),
        x: integer(0, 40),
        y: integer(0, 40),
        voffset: integer(-30, 30),
        fill: random() < 0.2,
        padX: integer(0, 20),
        padY: integer(0, 20),
        order: pick(['image-first', 'text-first']),
        align: pick(['top', 'middle', 'bottom']),
        interval: integer(0, 20),
      })
    },
  }
}

/** Draws chains of two to six operations, of these kinds only. */
export function chainMaker(random: () => number, kinds: readonly PictureOperation[]): () => Operation[] {
  const makers = operationMakers(random)
  const integer = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  const make = () => makers[kinds[integer(0, kinds.length - 1)] ?? 'resize']()
  return () => Array.from({ length: integer(2, 6) }, make)
}

/** Every operation that makes a picture. */
export const PICTURE_OPERATIONS = Object.keys(operationMakers(() => 0)) as PictureOperation[]

/** The chain as text, for messages. */
export function chainText(actions: readonly Operation[]): string {
  return stringify({ stages: [{ type: 'image', actions }] })
}
