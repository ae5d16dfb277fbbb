import { defineOperation } from '../operation.ts'

/** Reports size, format and metadata as JSON. Source: OSS, Image Processing, "Query image information". */
export const info = defineOperation(
  'info',
  {},
  {
    syntax: 'flag',
    alone: true,
    about: 'Reports format, size and metadata as JSON.',
    source: 'Query image information',
    example: 'image/info',
  },
)
