import { references, stringify, textId } from '@ossimg/grammar'
import { expect, it } from 'vitest'
import { EngineError } from '../src/errors.ts'
import { boundingBox, type Region, type Size, sameSize, swapped } from '../src/geometry.ts'
import type { ImageMetadata } from '../src/metadata.ts'
import type { Surface } from '../src/passes.ts'
import { type ImagePlan, plan, type Sources } from '../src/plan.ts'
import type { Mark, Step } from '../src/step.ts'
import { seeded } from './order/chains.ts'
import { integer, type Random, randomMetadata, randomProcess } from './random-cases.ts'

/** Chosen anew with OSSIMG_TEST_SEED; printed, so that a failure can be repeated. */
const SEED = Number(process.env.OSSIMG_TEST_SEED ?? 20260115)
const RUNS = Number(process.env.OSSIMG_TEST_RUNS ?? 8000)

const IMAGES = ['one', 'two'] as const

function sourcesFor(random: Random, asked: Parameters<typeof plan>[0]): Sources {
  const size = (): Size => ({ width: integer(random, 1, 3000), height: integer(random, 1, 1000) })
  return {
    source: randomMetadata(random),
    // Marks of these formats are drawn, so that more plans are made.
    images: Object.fromEntries(IMAGES.map((key) => [key, { ...randomMetadata(random), format: 'png' }])),
    texts: Object.fromEntries(references(asked).texts.map((mark) => [textId(mark), size()])),
  }
}

function isInside({ width, height }: Size, { left, top, ...inner }: Region): boolean {
  return left >= 0 && top >= 0 && left + inner.width <= width && top + inner.height <= height
}

/** What a step makes of a surface, worked out anew; throws when it does not fit there. */
function applied(step: Step, before: Surface, sources: Sources): Surface {
  const sized = ({ width, height }: Size): Surface => ({ ...before, width, height })
  switch (step.type) {
    case 'orient':
      return step.orientation >= 5 ? sized(swapped(before)) : before
    case 'extract':
      assert(isInside(before, step.region), 'a cut outside')
      assert(!sameSize(before, step.region), 'a cut of everything')
      return sized(step.region)
    case 'scale': {
      const reduces = step.width <= before.width && step.height <= before.height
      assert(reduces || step.resampling === 'fast', 'an average that enlarges')
      return sized(step)
    }
    case 'turn':
      return step.angle === 180 ? before : sized(swapped(before))
    case 'rotate':
      assert((step.background === null) === before.alpha, 'a background where there is alpha, or none')
      return sized(boundingBox(before, step.angle))
    case 'extend': {
      const { left, top, right, bottom } = step
      assert(Math.min(left, top, right, bottom) >= 0, 'a border inwards')
      return sized({ width: before.width + left + right, height: before.height + top + bottom })
    }
    case 'mask':
      assert(sameSize(step, before), 'a mask of another size')
      assert(step.radius > 0 && 2 * step.radius <= Math.min(before.width, before.height), 'a wide radius')
      assert(step.background === null || !before.alpha, 'corners painted on alpha')
      return { ...before, alpha: step.background === null }
    case 'blur':
      assert(step.add === undefined || (step.precision === 'exact' && !before.alpha), 'levels not rounded')
      return before
    case 'convolve':
      assert(step.kernel.length === 9, 'a kernel of 3 × 3')
      return before
    case 'linear':
      return before
    case 'overlay':
      assert(step.alpha === before.alpha, 'an overlay that mistakes alpha')
      for (const mark of step.marks) checkMark(mark, before, sources)
      return before
    case 'flatten':
      assert(before.alpha, 'nothing to flatten')
      return { ...before, alpha: false }
  }
}

function checkMark(mark: Mark, canvas: Size, sources: Sources): void {
  const { left, top, clip, tile } = mark
  assert(isInside(canvas, { ...clip, left, top }), 'a mark outside')
  if (tile) {
    assert(isInside(canvas, { ...tile, left: 0, top: 0 }), 'a tile larger than the picture')
    assert(isInside(tile, { ...clip, left, top }), 'a mark outside its tile')
  }
  assert(isInside(sizeOf(mark, sources), clip), 'a part outside the mark')
}

function sizeOf(mark: Mark, sources: Sources): Size {
  if ('text' in mark) return sources.texts[textId(mark.text)] ?? expect.fail('a text without a size')
  const image = sources.images[mark.image] ?? expect.fail('an image without a header')
  if (mark.plan === null) return image
  expect(surfaceAfter(mark.plan, image, sources)).toEqual(surfaceOf(mark.plan))
  return mark.plan.canvas
}

function surfaceOf({ canvas: { width, height, alpha } }: ImagePlan): Surface {
  return { width, height, alpha }
}

/** What the steps of a plan make of a picture. */
function surfaceAfter({ passes, decode }: ImagePlan, source: ImageMetadata, sources: Sources): Surface {
  const { width, height, format } = source
  const start = { width, height, alpha: source.alpha || (format === 'gif' && decode.pages > 1) }
  return passes
    .flatMap(({ steps }) => steps)
    .reduce((surface, step) => {
      const after = applied(step, surface, sources)
      for (const side of [after.width, after.height])
        assert(Number.isInteger(side) && side >= 1, 'half a pixel')
      return after
    }, start)
}

function assert(holds: boolean, fault: string): void {
  if (!holds) throw new Error(fault)
}

it(`the steps of ${RUNS} random processes lead from the picture to the planned one (seed ${SEED})`, () => {
  const seen = new Set<string>()
  for (let index = 0; index < RUNS; index++) {
    const random = seeded(SEED + 7919 * index)
    const asked = randomProcess(random, { largest: 3000, images: IMAGES, texts: ['text'], reports: false })
    const sources = sourcesFor(random, asked)
    try {
      const made = plan(asked, sources)
      if ('report' in made) continue
      for (const { type } of made.passes.flatMap(({ steps }) => steps)) seen.add(type)
      expect(surfaceAfter(made, sources.source, sources)).toEqual(surfaceOf(made))
    } catch (error) {
      if (error instanceof EngineError) continue
      throw new Error(`case ${index}: ${stringify(asked)} on ${JSON.stringify(sources)}`, { cause: error })
    }
  }
  const all = ['orient', 'extract', 'scale', 'turn', 'rotate', 'extend', 'mask', 'blur', 'linear', 'convolve']
  expect([...seen].sort()).toEqual([...all, 'overlay', 'flatten'].sort())
})
