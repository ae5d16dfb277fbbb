import { defineOperation } from '../operation.ts'
import { integer } from '../parameters.ts'

/** Turns the image clockwise. Source: OSS, Image Processing, "Rotate". */
export const rotate = defineOperation(
  'rotate',
  {
    angle: integer('', {
      min: 0,
      max: 360,
      required: true,
      about: 'degrees clockwise; 0 and 360: no change',
      ec: { invalid: '0040-00000217', missing: '0040-00000216' },
    }),
  },
  {
    syntax: 'bare',
    inMark: true,
    about: 'Turns the image clockwise; the canvas grows to hold it.',
    source: 'Rotate',
    example: 'image/rotate,90',
  },
)
