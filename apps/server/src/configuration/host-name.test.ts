import { expect, it } from 'vitest'
import { isHost, isHostName } from './host-name.ts'

it.each([
  ['localhost', true, true],
  ['Img-1.Example.com', true, true],
  ['a'.repeat(63), true, true],
  ['127.0.0.1', true, true],
  ['::1', false, true],
  ['', false, false],
  ['a'.repeat(64), false, false],
  [`${'a.'.repeat(127)}a`, false, false],
  ['-a.example.com', false, false],
  ['a-.example.com', false, false],
  ['a..b', false, false],
  ['example.com.', false, false],
  ['example.com:80', false, false],
  ['ex_ample.com', false, false],
])('%s: a name: %s, a host: %s', (text, name, host) => {
  expect([isHostName(text), isHost(text)]).toEqual([name, host])
})
