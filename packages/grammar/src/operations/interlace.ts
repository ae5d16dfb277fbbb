import { defineOperation } from '../operation.ts'
import { flag } from '../parameters.ts'

/** Chooses progressive or baseline jpg. Source: OSS, Image Processing, "Gradual display". */
export const interlace = defineOperation(
  'interlace',
  {
    progressive: flag('', {
      required: true,
      about: '1: progressive; 0: baseline; jpg results only',
      ec: { invalid: '0040-00000282', missing: '0040-00000281' },
    }),
  },
  {
    syntax: 'bare',
    about: 'Makes a jpg appear whole and coarse first, then finer.',
    source: 'Gradual display',
    example: 'image/interlace,1',
  },
)
