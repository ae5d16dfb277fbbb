import { expect, it } from 'vitest'
import { type DispatchRequest, dispatch } from './dispatch.ts'

const call = (kind: string, method: string, query = '', copies = false) =>
  dispatch({
    kind: kind as DispatchRequest['kind'],
    method,
    parameters: new Set(query.split('&').filter((name) => name !== '')),
    copies,
  })

it.each([
  ['service', 'GET', '', 'ListBuckets'],
  ['service', 'GET', 'prefix&max-keys', 'ListBuckets'],
  ['bucket', 'GET', '', 'ListObjects'],
  ['bucket', 'GET', 'prefix&max-keys', 'ListObjects'],
  ['bucket', 'GET', 'list-type', 'ListObjectsV2'],
  ['bucket', 'GET', 'list-type&continuation-token&fetch-owner', 'ListObjectsV2'],
  ['bucket', 'GET', 'bucketInfo', 'GetBucketInfo'],
  ['bucket', 'GET', 'location', 'GetBucketLocation'],
  ['bucket', 'GET', 'stat', 'GetBucketStat'],
  ['bucket', 'PUT', 'cors', 'PutBucketCors'],
  ['bucket', 'GET', 'cors', 'GetBucketCors'],
  ['bucket', 'DELETE', 'cors', 'DeleteBucketCors'],
  ['bucket', 'GET', 'uploads', 'ListMultipartUploads'],
  ['bucket', 'POST', 'delete', 'DeleteMultipleObjects'],
  ['bucket', 'POST', 'delete&encoding-type', 'DeleteMultipleObjects'],
  ['bucket', 'POST', '', 'PostObject'],
  ['bucket', 'PUT', '', 'PutBucket'],
  ['bucket', 'DELETE', '', 'DeleteBucket'],
  ['bucket', 'HEAD', '', 'HeadBucket'],
  ['bucket', 'PUT', 'acl', 'PutBucketAcl'],
  ['bucket', 'GET', 'acl', 'GetBucketAcl'],
  ['bucket', 'PUT', 'style&styleName', 'PutStyle'],
  ['bucket', 'PUT', 'style', 'PutStyle'],
  ['bucket', 'GET', 'style&styleName', 'GetStyle'],
  ['bucket', 'GET', 'style', 'ListStyle'],
  ['bucket', 'DELETE', 'style&styleName', 'DeleteStyle'],
  ['object', 'PUT', '', 'PutObject'],
  ['object', 'PUT', 'x-oss-process', 'PutObject'],
  ['object', 'GET', '', 'GetObject'],
  ['object', 'GET', 'x-oss-process&Expires&Signature&cache-buster', 'GetObject'],
  ['object', 'HEAD', '', 'HeadObject'],
  ['object', 'DELETE', '', 'DeleteObject'],
  ['object', 'POST', 'x-oss-process', 'ProcessObject'],
  ['object', 'PUT', 'acl', 'PutObjectAcl'],
  ['object', 'GET', 'acl', 'GetObjectAcl'],
  ['object', 'HEAD', 'objectMeta', 'GetObjectMeta'],
  ['object', 'GET', 'objectMeta', 'GetObjectMeta'],
  ['object', 'POST', 'uploads', 'InitiateMultipartUpload'],
  ['object', 'PUT', 'partNumber&uploadId', 'UploadPart'],
  ['object', 'POST', 'uploadId', 'CompleteMultipartUpload'],
  ['object', 'DELETE', 'uploadId', 'AbortMultipartUpload'],
  ['object', 'GET', 'uploadId', 'ListParts'],
  ['object', 'POST', 'append&position', 'AppendObject'],
  ['service', 'OPTIONS', '', 'OptionObject'],
  ['bucket', 'OPTIONS', 'acl', 'OptionObject'],
  ['object', 'OPTIONS', '', 'OptionObject'],
])('%s %s ?%s is %s', (kind, method, query, name) => {
  expect(call(kind, method, query)).toBe(name)
})

it.each([
  ['', 'CopyObject'],
  ['x-oss-process', 'CopyObject'],
  ['partNumber&uploadId', 'UploadPartCopy'],
  ['acl', 'PutObjectAcl'],
])('object PUT ?%s with a copy source is %s', (query, name) => {
  expect(call('object', 'PUT', query, true)).toBe(name)
})

it.each([
  ['object', 'POST', 'x-oss-async-process', 'AsyncProcessObject'],
  ['bucket', 'PUT', 'lifecycle', 'lifecycle'],
  ['bucket', 'GET', 'website', 'website'],
  ['bucket', 'DELETE', 'policy', 'policy'],
  ['bucket', 'DELETE', 'uploadId', 'uploadId'],
  ['object', 'PUT', 'tagging', 'tagging'],
  ['object', 'GET', 'versionId', 'versionId'],
  ['object', 'GET', 'x-oss-process&versionId', 'versionId'],
  ['object', 'PUT', 'symlink', 'symlink'],
])('%s %s ?%s is refused as %s', (kind, method, query, name) => {
  expect(() => call(kind, method, query)).toThrow(
    expect.objectContaining({ code: 'NotImplemented', message: expect.stringContaining(name) }),
  )
})

it.each([
  ['object', 'POST', '', 'Object', 'PUT, GET, HEAD, DELETE'],
  ['object', 'PATCH', '', 'Object', 'PUT, GET, HEAD, DELETE'],
  ['object', 'DELETE', 'acl', 'Object', 'PUT, GET'],
  ['bucket', 'DELETE', 'acl', 'Bucket', 'PUT, GET'],
  ['bucket', 'POST', 'style', 'Bucket', 'PUT, GET, DELETE'],
  ['bucket', 'PROPFIND', '', 'Bucket', 'GET, PUT, DELETE, HEAD, POST'],
  ['service', 'DELETE', '', 'Service', 'GET'],
])('%s %s ?%s is no method of a %s', (kind, method, query, resource, allow) => {
  expect(() => call(kind, method, query)).toThrow(
    expect.objectContaining({
      code: 'MethodNotAllowed',
      fields: { Method: method, ResourceType: resource },
      headers: { allow },
    }),
  )
})
