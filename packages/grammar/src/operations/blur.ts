import { defineOperation } from '../operation.ts'
import { integer } from '../parameters.ts'

/** Blurs the image. Source: OSS, Image Processing, "Blur". */
export const blur = defineOperation(
  'blur',
  {
    radius: integer('r', {
      min: 1,
      max: 50,
      required: true,
      about: 'radius of the kernel, px',
      ec: { invalid: '0040-00000241' },
    }),
    sigma: integer('s', {
      min: 1,
      max: 50,
      required: true,
      about: 'standard deviation of the kernel, px',
      ec: { invalid: '0040-00000242' },
    }),
  },
  {
    about: 'Blurs the image with a Gaussian kernel.',
    source: 'Blur',
    example: 'image/blur,r_3,s_2',
  },
)
