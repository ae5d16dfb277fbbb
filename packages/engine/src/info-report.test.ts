import { expect, it } from 'vitest'
import { infoReport } from './info-report.ts'
import type { ImageMetadata } from './metadata.ts'

const metadata: ImageMetadata = {
  format: 'jpg',
  width: 400,
  height: 267,
  pages: 1,
  orientation: 1,
  alpha: false,
  bytes: 21_839,
  density: { unit: 0, x: 1, y: 1 },
}

it('writes the documented body, byte for byte', () => {
  expect(infoReport(metadata)).toBe(`{
    "FileSize": {"value": "21839"},
    "Format": {"value": "jpg"},
    "FrameCount": {"value": "1"},
    "ImageHeight": {"value": "267"},
    "ImageWidth": {"value": "400"},
    "ResolutionUnit": {"value": "1"},
    "XResolution": {"value": "1/1"},
    "YResolution": {"value": "1/1"}}`)
})

it.each([
  ['px an inch', { unit: 1, x: 300, y: 150 }, ['2', '300/1', '150/1']],
  ['px a centimetre', { unit: 2, x: 118, y: 118 }, ['3', '118/1', '118/1']],
  ['nothing', undefined, ['1', '1/1', '1/1']],
] as const)('a jpg that tells %s has a resolution', (_what, density, values) => {
  const { density: _, ...rest } = metadata
  const report = JSON.parse(infoReport(density ? { ...rest, density } : rest))
  expect([report.ResolutionUnit, report.XResolution, report.YResolution]).toEqual(
    values.map((value) => ({ value })),
  )
})

it.each(['png', 'webp', 'gif'] as const)('a %s has none, and tells its frames', (format) => {
  const { density: _, ...rest } = metadata
  const report = JSON.parse(infoReport({ ...rest, format, pages: 3 }))
  expect(Object.keys(report)).toEqual(['FileSize', 'Format', 'FrameCount', 'ImageHeight', 'ImageWidth'])
  expect(report.Format).toEqual({ value: format })
  expect(report.FrameCount).toEqual({ value: '3' })
})

it('tells the sides as they are stored', () => {
  const report = JSON.parse(infoReport({ ...metadata, orientation: 6 }))
  expect([report.ImageWidth, report.ImageHeight]).toEqual([{ value: '400' }, { value: '267' }])
})

it('merges the EXIF fields, in the order of their names', () => {
  const exif = { DateTime: '2015:02:11 15:38:27', Orientation: '7', Software: 'a "quoted" \u0007 name' }
  expect(infoReport(metadata, exif)).toBe(`{
    "DateTime": {"value": "2015:02:11 15:38:27"},
    "FileSize": {"value": "21839"},
    "Format": {"value": "jpg"},
    "FrameCount": {"value": "1"},
    "ImageHeight": {"value": "267"},
    "ImageWidth": {"value": "400"},
    "Orientation": {"value": "7"},
    "ResolutionUnit": {"value": "1"},
    "Software": {"value": "a \\"quoted\\" \\u0007 name"},
    "XResolution": {"value": "1/1"},
    "YResolution": {"value": "1/1"}}`)
})

it('believes EXIF about the resolution, and the header about the size', () => {
  const exif = { ImageWidth: '1', FileSize: '1', XResolution: '96/1', ResolutionUnit: '2' }
  const report = JSON.parse(infoReport(metadata, exif))
  expect(report).toMatchObject({
    ImageWidth: { value: '400' },
    FileSize: { value: '21839' },
    XResolution: { value: '96/1' },
    YResolution: { value: '1/1' },
    ResolutionUnit: { value: '2' },
  })
})
