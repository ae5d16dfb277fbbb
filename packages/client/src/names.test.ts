import { describe, expect, it } from 'vitest'
import { checkBucket, checkKey } from './names.ts'

describe('checkBucket', () => {
  it.each(['abc', 'a-b', '0a9', 'a'.repeat(63)])('takes %s', (bucket) => {
    expect(() => checkBucket(bucket)).not.toThrow()
  })

  it.each(['', 'ab', 'Abc', 'a_b', 'a.b', '-ab', 'ab-', 'a/b', 'evil.example/', 'a'.repeat(64), 'abc\n'])(
    'refuses %j',
    (bucket) => {
      expect(() => checkBucket(bucket)).toThrow(expect.objectContaining({ code: 'InvalidBucketName' }))
    },
  )
})

describe('checkKey', () => {
  it.each(['a', ' ', '图'.repeat(341), 'a//b', '...', './a', '😀'])('takes %j', (key) => {
    expect(() => checkKey(key)).not.toThrow()
  })

  it.each(['', '/a', '\\a', `${'图'.repeat(341)}a`, '.', '..', '\ud83d', 'a'.repeat(1024)])(
    'refuses %j',
    (key) => {
      expect(() => checkKey(key)).toThrow(
        expect.objectContaining({ code: 'InvalidObjectName', fields: { ObjectName: key } }),
      )
    },
  )
})
