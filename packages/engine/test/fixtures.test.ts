import { expandStyles, GrammarError, parse, references, textId } from '@ossimg/grammar'
import { describe, expect, it } from 'vitest'
import { EngineError, type ImagePlan, LIMITS, type Limits, type Plan, plan } from '../src/index.ts'
import { completed, fixtureNames, imagesOf, type Row, readFixture } from './fixtures.ts'

function planned(row: Row): Plan {
  const process = expandStyles(parse(row.process), {})
  const { texts } = references(process)
  const sizes = texts.map((mark, index) => [textId(mark), row.texts?.[index] ?? expect.fail('no size')])
  const images = imagesOf(row)
  const sources = { source: completed(row.metadata), images, texts: Object.fromEntries(sizes) }
  return plan(process, sources, row.resampling ? { resampling: row.resampling } : {})
}

function refusal(row: Row): EngineError | GrammarError {
  try {
    planned(row)
  } catch (error) {
    if (error instanceof EngineError || error instanceof GrammarError) return error
    throw error
  }
  return expect.fail('it was planned')
}

const named = (rows: readonly Row[]) =>
  rows.map((row) => {
    const { format, width, height, orientation } = row.metadata
    const source = `${width} × ${height} ${format}${orientation ? `, orientation ${orientation}` : ''}`
    return [`${row.process} on ${source}${row.name ? `: ${row.name}` : ''}`, row] as const
  })

const rows = fixtureNames.flatMap(readFixture)
const valid = rows.filter((row) => !row.error)

describe.each(fixtureNames)('%s', (name) => {
  const ofName = readFixture(name)

  it.each(named(ofName.filter((row) => !row.error)))('%s', (_title, row) => {
    const made = planned(row)
    if (row.report) {
      expect(made).toMatchObject(row.report)
      expect(Object.keys(made)).toEqual(Object.keys(row.report))
      return
    }
    if ('report' in made) expect.fail('a report')
    if (row.decode) expect(made.decode).toMatchObject(row.decode)
    if (row.canvas) expect(made.canvas).toMatchObject(row.canvas)
    if (row.steps) expect(made.passes.flatMap(({ steps }) => steps)).toEqual(row.steps)
    if (row.encode) expect(made.encode).toMatchObject(row.encode)
    expect(row.canvas ?? row.steps ?? row.encode).toBeDefined()
  })

  it.each(named(ofName.filter((row) => row.error)))('%s', (_title, row) => {
    const error = refusal(row)
    expect(error.message).not.toBe('')
    expect({ code: error.code, ec: error.ec, message: error.message }).toMatchObject(row.error ?? {})
  })
})

describe('a plan', () => {
  it('is plain JSON, and equal for equal inputs', () => {
    for (const row of valid) {
      const made = planned(row)
      expect(JSON.parse(JSON.stringify(made))).toStrictEqual(made)
      expect(planned(structuredClone(row))).toStrictEqual(made)
    }
  })

  it('changes nothing that it is given', () => {
    const frozen = (value: unknown): unknown => {
      if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
      return value
    }
    for (const row of valid) expect(() => planned(frozen(structuredClone(row)) as Row)).not.toThrow()
  })

  it('has the documented shape', () => {
    const made = planned({
      process: 'image/resize,w_300/sharpen,100/watermark,text_SGVsbG8gV29ybGQ,size_30/format,jpg',
      metadata: { format: 'jpg', width: 4000, height: 3000, orientation: 6, quality: 82 },
      texts: [{ width: 160, height: 32 }],
    })
    const style = { font: 'wqy-zenhei', color: '000000', size: 30, shadow: 0, rotate: 0 } as const
    const kernel = expect.any(Array)
    const clip = { left: 0, top: 0, width: 160, height: 32 }
    expect(made).toStrictEqual({
      decode: { format: 'jpg', orientation: 6, pages: 1, alpha: false, converted: false },
      passes: [
        {
          kind: 'sharp',
          steps: [
            { type: 'orient', orientation: 6 },
            { type: 'scale', width: 300, height: 400, resampling: 'fast' },
            { type: 'convolve', kernel },
            {
              type: 'overlay',
              marks: [
                {
                  text: { content: 'Hello World', ...style },
                  opacity: 100,
                  left: 130,
                  top: 358,
                  clip,
                  tile: null,
                },
              ],
              alpha: false,
            },
          ],
        },
      ],
      canvas: { width: 300, height: 400, pages: 1, alpha: false },
      encode: {
        format: 'jpg',
        quality: 82,
        chroma: '4:4:4',
        progressive: false,
        orientation: null,
        animation: null,
      },
      cost: { decodedPixels: 12_000_000, rawBytes: 0 },
    } satisfies ImagePlan)
  })

  it('tells passes of both kinds and what is handed over between them', () => {
    const made = planned({
      process: 'image/rotate,90/resize,w_100/sharpen,100',
      metadata: { format: 'png', width: 400, height: 200 },
    })
    expect(made).toMatchObject({
      passes: [
        { kind: 'sharp', steps: [{ type: 'turn', angle: 90 }] },
        { kind: 'pixels', steps: [{ type: 'scale', width: 100, height: 200, resampling: 'area' }] },
        { kind: 'sharp', steps: [{ type: 'convolve' }] },
      ],
      cost: { decodedPixels: 80_000, rawBytes: (200 * 400 + 100 * 200) * 3 },
    })
  })

  it('needs the sizes of its texts', () => {
    const process = expandStyles(parse('image/watermark,text_eA'), {})
    const sources = { source: completed({ format: 'jpg', width: 9, height: 9 }) }
    expect(() => plan(process, { ...sources, images: {}, texts: {} })).toThrow(TypeError)
  })

  it('needs the headers of its images', () => {
    const process = expandStyles(parse('image/watermark,image_YS5wbmc'), {})
    const source = completed({ format: 'jpg', width: 9, height: 9 })
    expect(() => plan(process, { source, images: {}, texts: {} })).toThrow('a.png')
  })

  it.each<[keyof Limits, number, string, Row['metadata']['format'], number, number, number]>([
    ['sourceBytes', 21_839, 'rotate,90', 'jpg', 100, 50, 1],
    ['sourceSide', 100, 'rotate,90', 'jpg', 100, 50, 1],
    ['sourcePixels', 5000, 'rotate,90', 'jpg', 100, 50, 1],
    ['sourcePixels', 15_000, 'resize,w_10', 'gif', 100, 50, 3],
    ['tiffSide', 100, 'rotate,90', 'tiff', 100, 50, 1],
    ['avifSide', 100, 'rotate,90', 'avif', 100, 50, 1],
    ['resizedSide', 60, 'resize,w_60', 'jpg', 100, 50, 1],
    ['resizedPixels', 1800, 'resize,w_60', 'jpg', 100, 50, 1],
    ['rotatedSide', 100, 'rotate,90', 'jpg', 100, 50, 1],
    ['webpSide', 100, 'format,webp', 'jpg', 100, 50, 1],
    ['avifPixels', 5000, 'format,avif', 'jpg', 100, 50, 1],
    ['markImages', 2, 'watermark,image_YQ/watermark,image_YQ', 'jpg', 100, 50, 1],
  ])('obeys the limit %s of %i: image/%s on a %s of %i × %i × %i', (name, limit, actions, ...picture) => {
    const [format, width, height, pages] = picture
    const process = expandStyles(parse(`image/${actions}`), {})
    const source = completed({ format, width, height, pages })
    const images = { a: completed({ format: 'png', width: 4, height: 4 }) }
    const limited = (most: number) => () =>
      plan(process, { source, images, texts: {} }, { limits: { ...LIMITS, [name]: most } })
    expect(limited(limit)).not.toThrow()
    expect(limited(limit - 1)).toThrow(EngineError)
  })
})
