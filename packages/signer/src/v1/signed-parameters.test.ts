import { expect, it } from 'vitest'
import { isSignedParameter } from './signed-parameters.ts'

it.each([
  ...[
    'acl',
    'uploads',
    'uploadId',
    'partNumber',
    'style',
    'styleName',
    'img',
    'tagging',
    'versionId',
    'wormId',
  ],
  ...[
    'continuation-token',
    'security-token',
    'response-content-type',
    'x-oss-process',
    'x-oss-',
    'x-oss-ac-a',
  ],
])('%s is signed', (name) => {
  expect(isSignedParameter(name)).toBe(true)
})

it.each([
  ...[
    'prefix',
    'marker',
    'max-keys',
    'delimiter',
    'encoding-type',
    'list-type',
    'start-after',
    'fetch-owner',
  ],
  ...['max-parts', 'part-number-marker', 'key-marker', 'upload-id-marker', 'max-uploads', 'category'],
  ...['OSSAccessKeyId', 'Expires', 'Signature', '', 'ACL', 'X-OSS-process', 'x-oss', 'constructor'],
])('%j is not signed', (name) => {
  expect(isSignedParameter(name)).toBe(false)
})
