import { expect, it } from 'vitest'
import { changingKeyRing, ownerKey } from './key-ring.ts'

const temporary = { ...ownerKey({ accessKeyId: 'B', accessKeySecret: 's' }), securityToken: 'token' }

it('has the keys that it was given last', () => {
  const ring = changingKeyRing()
  expect(ring.find('A')).toBeUndefined()
  const first = ownerKey({ accessKeyId: 'A', accessKeySecret: 's' })
  ring.replace([first, temporary])
  expect(ring.find('A')).toBe(first)
  expect(ring.tokenOwner('token')).toBe('B')
  ring.replace([first])
  expect(ring.find('B')).toBeUndefined()
  expect(ring.tokenOwner('token')).toBeUndefined()
})
