import { EngineError } from '@ossimg/engine'
import { describe, expect, it } from 'vitest'
import { errorOf, failureOf } from './failure.ts'
import { ContentGone } from './worker.ts'

/** An error as it comes out on the other side. */
const crossed = (error: unknown) => errorOf(JSON.parse(JSON.stringify(failureOf(error))))

describe('an error that crosses', () => {
  it('is an EngineError with all fields', () => {
    const cause = new TypeError('deep', { cause: 'text' })
    const error = new EngineError('WatermarkError', 'no', {
      ec: '0040-00000027',
      operation: 'watermark',
      cause,
    })
    const other = crossed(error)
    expect(other).toBeInstanceOf(EngineError)
    expect(other).toMatchObject({
      name: 'EngineError',
      code: 'WatermarkError',
      message: 'no',
      ec: '0040-00000027',
      operation: 'watermark',
      stack: error.stack,
      cause: { name: 'TypeError', message: 'deep', stack: cause.stack, cause: { message: 'text' } },
    })
  })

  it('has no fields that it had not', () => {
    const other = crossed(new EngineError('BadRequest', 'bad'))
    expect(other).toMatchObject({ code: 'BadRequest', ec: undefined, operation: undefined })
    expect('cause' in other).toBe(false)
  })

  it('is ContentGone with the path', () => {
    const other = crossed(new ContentGone('/a/b', new Error('ENOENT')))
    expect(other).toBeInstanceOf(ContentGone)
    expect(other).toMatchObject({ path: '/a/b', cause: { message: 'ENOENT' } })
  })

  it('keeps name and stack of any other', () => {
    const error = new RangeError('odd')
    const other = crossed(error)
    expect(other).not.toBeInstanceOf(EngineError)
    expect(other).toMatchObject({ name: 'RangeError', message: 'odd', stack: error.stack })
  })

  it('may be no Error at all, or its own cause', () => {
    expect(crossed('text').message).toBe('text')
    const circle = new Error('round')
    circle.cause = circle
    expect(crossed(circle)).toMatchObject({ message: 'round', cause: { message: 'round' } })
  })
})
