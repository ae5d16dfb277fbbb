import { describe, expect, it } from 'vitest'
import {
  type CutOptions,
  cutPasses,
  handedOver,
  type Pass,
  type PlannedStep,
  type Surface,
} from './passes.ts'
import type { DrawnText, Step } from './step.ts'

const opaque: Surface = { width: 100, height: 80, alpha: false }
const alpha: Surface = { ...opaque, alpha: true }

const mark: DrawnText = {
  text: { content: 'x', font: 'wqy-zenhei', color: '000000', size: 8, shadow: 0, rotate: 0 },
  opacity: 100,
  left: 1,
  top: 1,
  clip: { left: 0, top: 0, width: 4, height: 6 },
  tile: null,
}

/** A step of each kind, by the word that stands for it in a row. */
const STEPS = {
  orient: { type: 'orient', orientation: 3 },
  extract: { type: 'extract', region: { left: 1, top: 1, width: 40, height: 30 } },
  narrow: { type: 'extract', region: { left: 0, top: 0, width: 10, height: 5 } },
  flatten: { type: 'flatten', color: 'FFFFFF' },
  reduce: { type: 'scale', width: 20, height: 16, resampling: 'fast' },
  enlarge: { type: 'scale', width: 200, height: 160, resampling: 'fast' },
  stretch: { type: 'scale', width: 20, height: 160, resampling: 'fast' },
  average: { type: 'scale', width: 20, height: 16, resampling: 'area' },
  turn: { type: 'turn', angle: 180 },
  rotate: { type: 'rotate', angle: 30, background: null },
  extend: { type: 'extend', left: 1, top: 2, right: 3, bottom: 4, color: 'FF0000' },
  mask: { type: 'mask', shape: 'rounded', width: 100, height: 80, radius: 9, background: null },
  blur: { type: 'blur', radius: 3, sigma: 2, precision: 'exact' },
  smear: { type: 'blur', radius: 3, sigma: 2, precision: 'fast' },
  linear: { type: 'linear', multiply: 1.5, add: 0 },
  brighten: { type: 'linear', multiply: 1, add: 20 },
  convolve: { type: 'convolve', kernel: [0, 0, 0, 0, 1, 0, 0, 0, 0] },
  overlay: { type: 'overlay', marks: [mark], alpha: false },
} as const satisfies Record<string, Step>

type Word = keyof typeof STEPS

/** The picture that a step leaves behind, as far as this suite needs it. */
function after(step: Step, before: Surface): Surface {
  switch (step.type) {
    case 'extract':
      return { ...before, width: step.region.width, height: step.region.height }
    case 'scale':
      return { ...before, width: step.width, height: step.height }
    case 'flatten':
      return { ...before, alpha: false }
    case 'mask':
      return { ...before, alpha: step.background === null }
    default:
      return before
  }
}

function planned(start: Surface, steps: readonly Step[]): PlannedStep[] {
  let surface = start
  return steps.map((step) => {
    const before = surface
    surface = after(step, before)
    return { step, before, after: surface }
  })
}

const cut = (start: Surface, words: string, options?: CutOptions) =>
  cutPasses(
    planned(
      start,
      words.split(' ').map((word) => STEPS[word as Word]),
    ),
    options,
  )

const types = (words: string) => words.split(' ').map((word) => STEPS[word as Word].type)

/** The words of each pass between bars. */
function expectCut(start: Surface, expected: string, options?: CutOptions): void {
  const passes = cut(start, expected.replaceAll(' | ', ' '), options)
  expect(passes.map(({ steps }) => steps.map(({ type }) => type))).toEqual(expected.split(' | ').map(types))
}

describe('one pass does', () => {
  it.each([
    ['all stages in their order', opaque, 'orient turn extract reduce extract extend convolve overlay'],
    ['a turn after scaling', opaque, 'extract reduce turn extract extend convolve overlay'],
    ['a turn after a cut', opaque, 'extract turn extend convolve'],
    ['a free rotation, from there on opaque', alpha, 'extract flatten reduce rotate extract extend overlay'],
    ['a free rotation first', opaque, 'orient rotate extend convolve overlay'],
    ['an upright picture, rotated with its alpha', alpha, 'orient rotate'],
    ['a scaling of a turned picture', opaque, 'turn enlarge'],
    ['a reduction of a picture to be turned upright', opaque, 'orient reduce'],
    ['all stages with others in their place', opaque, 'extract reduce rotate extend smear convolve overlay'],
    ['a fast blur, drawn upon and multiplied', opaque, 'turn reduce smear overlay linear'],
    ['an exact blur at the end', opaque, 'orient extract reduce extract extend blur'],
    ['a mask at the end', opaque, 'turn extract reduce mask'],
    ['a mask that is cut or multiplied', opaque, 'reduce mask extract linear'],
    ['a fast blur with alpha', alpha, 'reduce smear overlay linear'],
    ['levels of what was drawn upon', alpha, 'overlay brighten'],
  ])('%s', (_what, start, words) => {
    expectCut(start, words)
    expect(cut(start, words)).toHaveLength(1)
  })
})

describe('a new pass begins', () => {
  it.each([
    ['for a cut of what was flattened', alpha, 'flatten | extract'],
    ['to flatten what was scaled', alpha, 'reduce | flatten'],
    ['to scale again', opaque, 'enlarge | reduce'],
    ['to scale what was turned after scaling', opaque, 'enlarge turn | reduce'],
    ['to scale what was cut after scaling', opaque, 'enlarge extract | reduce'],
    ['to scale what was rotated', opaque, 'rotate | reduce'],
    ['to scale what was extended', opaque, 'extend | reduce'],
    ['to scale what was convolved', opaque, 'convolve | reduce'],
    ['to scale what was drawn upon', opaque, 'overlay | reduce'],
    ['to turn what was cut after scaling', opaque, 'reduce extract | turn'],
    ['to turn what was extended', opaque, 'extend | turn'],
    ['to turn what was drawn upon', opaque, 'overlay | turn'],
    ['to rotate what was cut after scaling', opaque, 'reduce extract | rotate'],
    ['to rotate what was convolved', opaque, 'convolve | rotate'],
    ['to cut what was turned after a cut, without scaling', opaque, 'extract turn | extract'],
    ['to cut what was rotated, without scaling', opaque, 'rotate | extract'],
    ['to cut what was extended', opaque, 'reduce extend | extract'],
    ['to cut what was convolved', opaque, 'convolve | extract'],
    ['to extend again', opaque, 'extend | extend'],
    ['to extend what was convolved', opaque, 'convolve | extend'],
    ['to convolve again', opaque, 'convolve | convolve'],
    ['to convolve what was drawn upon', opaque, 'overlay | convolve'],
    ['to flatten what was drawn upon', alpha, 'overlay | flatten'],
    ['for a second turn', opaque, 'turn | turn'],
    ['for a second turn, after scaling', opaque, 'turn reduce | turn'],
    ['for a free rotation after a turn', opaque, 'turn | rotate'],
    ['for a free rotation after scaling and a turn', opaque, 'reduce turn | rotate'],
    ['for a turn after a free rotation', opaque, 'rotate | turn'],
    ['for a second free rotation', opaque, 'rotate | rotate'],
    ['before a free rotation with alpha', alpha, 'reduce | rotate'],
    ['before a free rotation with alpha, even after a cut', alpha, 'extract | rotate'],
    ['after a free rotation with alpha', alpha, 'rotate | convolve'],
    ['after a free rotation with alpha, even to extend', alpha, 'rotate | extend'],
    ['to enlarge what was turned upright', opaque, 'orient | enlarge'],
    ['to enlarge one side of it', opaque, 'orient | stretch'],
    ['to enlarge a cut of it', opaque, 'orient extract | enlarge'],
    ['to average', opaque, 'turn | average | convolve'],
    ['after an exact blur', opaque, 'blur | overlay'],
    ['after an exact blur, even to multiply, which rounds it', opaque, 'blur | linear'],
    ['to blur again', opaque, 'smear | smear'],
    ['to blur what was convolved', opaque, 'convolve | smear'],
    ['to blur what was multiplied', opaque, 'brighten | blur'],
    ['to scale what was blurred', opaque, 'smear | reduce'],
    ['to blur what was drawn upon', opaque, 'overlay | smear'],
    ['to multiply what was convolved, which is cut to 0 … 255 first', opaque, 'convolve | linear'],
    ['to multiply again', opaque, 'linear | brighten'],
    ['to draw upon what was multiplied', opaque, 'linear | overlay'],
    ['after a mask to draw upon it', opaque, 'mask | overlay'],
    ['after a mask to blur it', opaque, 'mask | smear'],
    ['after a mask to convolve it', opaque, 'mask | convolve'],
    ['after a mask to extend it', opaque, 'mask | extend'],
    ['after a mask to scale it', opaque, 'mask | reduce'],
    ['to mask what was rotated', opaque, 'rotate | mask'],
    ['to mask what was cut after scaling', opaque, 'reduce extract | mask'],
    ['in our own pixels to mask what has alpha', alpha, 'reduce | mask | convolve'],
    ['in our own pixels to blur exactly what has alpha', alpha, 'turn | blur | overlay'],
    ['in our own pixels to blur exactly what was masked', opaque, 'mask | blur'],
  ])('%s', (_when, start, words) => {
    expectCut(start, words)
  })
})

it('averages in passes of their own kind, one after the other in one', () => {
  const passes = cut(opaque, 'turn average average extend')
  expect(passes.map(({ kind, steps }) => [kind, steps.length])).toEqual([
    ['sharp', 1],
    ['pixels', 2],
    ['sharp', 1],
  ])
})

it('makes no pass of no steps', () => {
  expect(cutPasses([])).toEqual([])
})

it('asks the rule it is given', () => {
  const steps = planned(opaque, [STEPS.convolve, STEPS.reduce, STEPS.turn])
  expect(cutPasses(steps, { joins: () => true })).toHaveLength(1)
  expect(cutPasses(steps, { joins: () => false })).toHaveLength(3)
})

describe('samples that decoding converts', () => {
  const converted = { converted: true }

  it.each([
    ['may be moved before', opaque, 'orient extract turn'],
    ['may be scaled before', alpha, 'extract reduce turn extract'],
    ['are converted before a border is added', opaque, 'reduce | extend convolve'],
    ['are converted before they are multiplied', opaque, 'turn | linear'],
    ['are converted only once', opaque, 'orient | rotate extend'],
    ['are converted before they are averaged', opaque, 'turn | average | convolve overlay'],
    ['are converted by averaging', opaque, 'average | mask'],
  ])('%s', (_what, start, words) => {
    expectCut(start, words, converted)
  })

  it.each(['rotate', 'extend', 'flatten', 'mask', 'smear', 'blur', 'convolve', 'overlay', 'linear'] as const)(
    'are converted in a pass of its own before %s',
    (word) => {
      const start = word === 'flatten' ? alpha : opaque
      const passes = cut(start, word, converted)
      expect(passes).toEqual([
        { kind: 'sharp', steps: [] },
        { kind: 'sharp', steps: [STEPS[word]] },
      ])
      expect(handedOver(planned(start, [STEPS[word]]), passes)).toBe(100 * 80 * (start.alpha ? 4 : 3))
    },
  )
})

describe('neighbours become one step', () => {
  const only = (passes: readonly Pass[]) => passes.flatMap(({ steps }) => steps)

  it('a cut of a cut', () => {
    const regions = [
      { left: 10, top: 20, width: 60, height: 50 },
      { left: 5, top: 6, width: 30, height: 40 },
      { left: 1, top: 0, width: 7, height: 8 },
    ]
    const steps = regions.map((region): Step => ({ type: 'extract', region }))
    expect(only(cutPasses(planned(opaque, steps)))).toEqual([
      { type: 'extract', region: { left: 16, top: 26, width: 7, height: 8 } },
    ])
  })

  it('marks upon marks, in their order', () => {
    const second = { ...mark, left: 2 }
    const third = { ...mark, left: 3 }
    const steps = [[mark], [second, third]].map((marks): Step => ({ type: 'overlay', marks, alpha: true }))
    expect(only(cutPasses(planned(alpha, steps)))).toEqual([
      { type: 'overlay', marks: [mark, second, third], alpha: true },
    ])
  })

  it('a mask of an opaque picture, and the white that is put under it', () => {
    const steps = [STEPS.mask, { ...STEPS.flatten, color: '00FF00' }]
    expect(cutPasses(planned(opaque, steps))).toEqual([
      { kind: 'pixels', steps: [{ ...STEPS.mask, background: '00FF00' }] },
    ])
    expect(only(cutPasses(planned(alpha, steps)))).toEqual(steps)
  })

  it('an exact blur of an opaque picture, and the levels that are added where it is rounded', () => {
    const added = { ...STEPS.blur, add: 20 }
    expect(cutPasses(planned(opaque, [STEPS.blur, STEPS.brighten]))).toEqual([
      { kind: 'sharp', steps: [added] },
    ])
    // Only once, because the result is cut to 0 … 255 between.
    const twice = [STEPS.blur, STEPS.brighten, STEPS.brighten]
    expect(only(cutPasses(planned(opaque, twice)))).toEqual([added, STEPS.brighten])
  })

  it.each([
    ['a product', opaque, [STEPS.blur, STEPS.linear]],
    ['after a fast blur', opaque, [STEPS.smear, STEPS.brighten]],
    ['with alpha', alpha, [STEPS.blur, STEPS.brighten]],
  ] as const)('but not %s', (_what, start, steps) => {
    expect(only(cutPasses(planned(start, steps)))).toEqual(steps)
  })

  it('but not across another', () => {
    expectCut(opaque, 'extract convolve | extract')
    expectCut(opaque, 'overlay | turn overlay')
  })
})

describe('raw pixels handed over', () => {
  it.each([
    ['nothing within one sharp pass', opaque, 'reduce turn convolve', 0],
    ['three channels between two sharp passes', opaque, 'reduce | enlarge', 20 * 16 * 3],
    ['four of a picture with alpha', alpha, 'reduce | enlarge', 20 * 16 * 4],
    ['three after flattening', alpha, 'flatten | extract', 100 * 80 * 3],
    ['those of each seam', opaque, 'reduce | enlarge | reduce convolve', (20 * 16 + 200 * 160) * 3],
    ['the decoded picture and the result of averaging alone', opaque, 'average', (100 * 80 + 20 * 16) * 3],
    ['those into and out of averaging', alpha, 'turn | average | convolve', (100 * 80 + 20 * 16) * 4],
    ['those of a composed cut', opaque, 'enlarge extract narrow | turn', 10 * 5 * 3],
    ['counted by the steps that neighbours became', opaque, 'extract extract reduce | enlarge', 20 * 16 * 3],
  ])('are %s', (_what, start, words, expected) => {
    const steps = planned(
      start,
      words.split(/ \| | /).map((word) => STEPS[word as Word]),
    )
    const passes = cutPasses(steps)
    expect(passes).toHaveLength(words.split(' | ').length)
    expect(handedOver(steps, passes)).toBe(expected)
  })

  it('are none without steps', () => {
    expect(handedOver([], [])).toBe(0)
  })
})
