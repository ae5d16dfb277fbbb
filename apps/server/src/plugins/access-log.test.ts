import { expect, it } from 'vitest'
import { withoutSecrets } from './access-log.ts'

it.each([
  ['/b/a.jpg', '/b/a.jpg'],
  ['/b/a.jpg?x-oss-process=image/info', '/b/a.jpg?x-oss-process=image/info'],
  ['/b/a?OSSAccessKeyId=id&Expires=1&Signature=c2ln', '/b/a?OSSAccessKeyId=id&Expires=1&Signature=***'],
  ['/b/a?x-oss-signature=ab&x-oss-security-token=t', '/b/a?x-oss-signature=***&x-oss-security-token=***'],
  ['/b/a?security-token=t&b', '/b/a?security-token=***&b'],
  ['/b/a?%53ignature=c2ln', '/b/a?Signature=***'],
])('%s is logged as %s', (target, logged) => {
  expect(withoutSecrets(target)).toBe(logged)
})
