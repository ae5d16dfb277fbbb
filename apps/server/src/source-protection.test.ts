import { expect, it } from 'vitest'
import { isProtected, requireOpenSource } from './source-protection.ts'
import type { ProtectionRule } from './storage/bucket-settings.ts'

const rule = (prefix: string, suffix: string, ignoreCase = false): ProtectionRule => ({
  prefix,
  suffix,
  ignoreCase,
})

it.each<[string, ProtectionRule[], extensions: string[], boolean]>([
  ['a.jpg', [], [], false],
  ['a.jpg', [], ['jpg'], true],
  ['a.JPG', [], ['jpg'], true],
  ['a.jpg.txt', [], ['jpg'], false],
  ['jpg', [], ['jpg'], false],
  ['a/jpg', [], ['jpg'], false],
  ['.jpg', [], ['jpg'], true],
  ['originals/a.png', [rule('originals/', '')], [], true],
  ['Originals/a.png', [rule('originals/', '')], [], false],
  ['Originals/a.png', [rule('originals/', '', true)], [], true],
  ['x/originals/a.png', [rule('originals/', '')], [], false],
  ['a.png', [rule('', '.png')], [], true],
  ['a.PNG', [rule('', '.png')], [], false],
  ['raw/a.png', [rule('raw/', '.png')], [], true],
  ['raw/a.jpg', [rule('raw/', '.png')], [], false],
  ['big/a.png', [rule('raw/', '.png')], [], false],
  ['a.jpg', [rule('a.j', '.jpg')], [], false],
  ['b', [rule('a', ''), rule('b', '')], [], true],
])('%s with %j and %j: %s', (key, rules, extensions, expected) => {
  expect(isProtected(key, { rules, extensions })).toBe(expected)
})

it('refuses with the code of OSS, and nothing where there is no protection', () => {
  const protection = { rules: [], extensions: ['jpg'] }
  expect(() => requireOpenSource('a.jpg', protection)).toThrow(
    expect.objectContaining({ code: 'AccessDenied', ec: '0040-00000031' }),
  )
  expect(() => requireOpenSource('a.png', protection)).not.toThrow()
  expect(() => requireOpenSource('a.jpg', undefined)).not.toThrow()
})
