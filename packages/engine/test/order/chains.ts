import { createOperation, type Operation, stringify } from '@ossimg/grammar'

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

/** Draws chains of two to six operations whose pictures stay small. */
export function chainMaker(random: () => number): () => Operation[] {
  const integer = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  const pick = <Value>(values: readonly [Value, ...Value[]]): Value =>
    values[integer(0, values.length - 1)] ?? values[0]

  const makers: readonly [() => Operation, ...(() => Operation)[]] = [
    () =>
      createOperation('resize', {
        mode: pick(['lfit', 'mfit', 'fill', 'pad', 'fixed']),
        width: integer(20, 240),
        height: integer(20, 240),
        limit: random() < 0.4,
        color: pick(['FF8000', '004488', 'FFFFFF']),
      }),
    () => createOperation('resize', { percent: integer(40, 150) }),
    () => createOperation('resize', { width: integer(20, 240) }),
    () =>
      createOperation('crop', {
        width: integer(0, 150),
        height: integer(0, 150),
        gravity: pick(GRAVITIES),
      }),
    () => createOperation('crop', { x: integer(0, 15), y: integer(0, 15) }),
    () => createOperation('rotate', { angle: pick([90, 180, 270]) }),
    () => createOperation('rotate', { angle: integer(0, 360) }),
    () => createOperation('sharpen', { amount: integer(50, 200) }),
    () => createOperation('format', { format: pick(['jpg', 'png', 'webp']) }),
    () => createOperation('quality', { relative: integer(1, 100) }),
    () => createOperation('auto-orient', { enabled: random() < 0.5 }),
    () =>
      createOperation('watermark', {
        text: {
          content: pick(['Hello 图片服务!', 'ossimg', '图', '<b>&']),
          size: integer(8, 60),
          color: pick(['FF0000', '000000', '00CCFF']),
          shadow: pick([0, 0, 50]),
          rotate: pick([0, 0, 30, 90]),
        },
        opacity: pick([100, 100, 60, 0]),
        gravity: pick(GRAVITIES),
        x: integer(0, 40),
        y: integer(0, 40),
        voffset: integer(-30, 30),
        fill: random() < 0.2,
        padX: integer(0, 20),
        padY: integer(0, 20),
      }),
  ]
  return () => Array.from({ length: integer(2, 6) }, () => pick(makers)())
}

/** The chain as text, for messages. */
export function chainText(actions: readonly Operation[]): string {
  return stringify({ stages: [{ type: 'image', actions }] })
}
