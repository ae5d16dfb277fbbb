import { defineOperation } from '../operation.ts'
import { oneOf } from '../parameters.ts'

/** The output formats of the dialect, by their names in the tree. */
export const FORMATS = ['jpg', 'png', 'webp', 'bmp', 'gif', 'tiff', 'heic', 'avif'] as const

/** An output format. */
export type Format = (typeof FORMATS)[number]

const WORDS: Readonly<Record<string, Format>> = {
  ...(Object.fromEntries(FORMATS.map((name) => [name, name])) as Record<Format, Format>),
  jpeg: 'jpg',
}

/** Chooses the output format. Source: OSS, Image Processing, "Convert image formats". */
export const format = defineOperation(
  'format',
  {
    format: oneOf('', WORDS, {
      required: true,
      anyCase: true,
      about: 'the output format; gif only from a gif source',
      ec: { invalid: '0040-00000206', missing: '0040-00000207' },
    }),
  },
  {
    syntax: 'bare',
    about: 'Chooses the output format; jpg puts transparent areas on white.',
    source: 'Convert image formats',
    example: 'image/resize,w_200/format,webp',
  },
)
