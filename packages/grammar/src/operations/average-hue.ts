import { defineOperation } from '../operation.ts'

/** Reports the image's main colour as JSON. Source: OSS, Image Processing, "Query the average hue". */
export const averageHue = defineOperation(
  'average-hue',
  {},
  {
    syntax: 'flag',
    alone: true,
    about: "Reports the image's main colour as JSON.",
    source: 'Query the average hue',
    example: 'image/average-hue',
  },
)
