import { describe, expect, it } from 'vitest'
import { encodeBase64 } from './base64.ts'
import { safeParse } from './parse.ts'

/** The error of a watermark whose image is `plain` before it is encoded. */
function errorOf(plain: string) {
  const outcome = safeParse(`image/watermark,t_50,image_${encodeBase64(plain)},g_nw`)
  return outcome.ok ? undefined : outcome.error
}

describe('an error in the process of a watermark image', () => {
  it.each([
    ['image/resize,P_0', 15, { operation: 'resize', parameter: 'P', value: '0', ec: '0040-00000317' }],
    ['image/rotate,90/resize', 16, { code: 'MissingArgument', operation: 'resize', ec: '0040-00000322' }],
    ['image/rotate,90/slim', 16, { operation: 'slim', ec: '0040-00000213' }],
    ['image/rotate,90/watermark,text_*', 16, { operation: 'watermark', ec: '0040-00000373' }],
    ['image/rotate,90|image/rotate,90', 15, { operation: 'watermark', parameter: 'image' }],
    ['style/thumb', 0, { operation: 'watermark', parameter: 'image', ec: '0040-00000265' }],
    ['image/', 6, { operation: 'watermark', parameter: 'image', ec: '0040-00000212' }],
  ])('%s points at the value, and its cause into it, at %i', (process, inside, expected) => {
    const error = errorOf(`logo.png?x-oss-process=${process}`)
    expect(error).toMatchObject({ code: 'InvalidArgument', index: 27, ...expected })
    expect(error?.cause).toMatchObject({ name: 'GrammarError', message: error?.message, index: inside })
  })

  it('is told from one of the key', () => {
    const error = errorOf('?x-oss-process=image/resize,P_0')
    expect(error).toMatchObject({ operation: 'watermark', parameter: 'image', index: 27 })
    expect(error?.cause).toBeUndefined()
  })
})
