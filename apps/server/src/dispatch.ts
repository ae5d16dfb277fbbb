import type { Target } from './addressing.ts'
import { ServerError } from './errors.ts'

/** The calls that are answered, by their names in OSS's API reference. */
export const OPERATIONS = [
  'AbortMultipartUpload',
  'AppendObject',
  'CompleteMultipartUpload',
  'CopyObject',
  'DeleteBucket',
  'DeleteBucketCors',
  'DeleteMultipleObjects',
  'DeleteObject',
  'DeleteStyle',
  'GetBucketAcl',
  'GetBucketCors',
  'GetBucketInfo',
  'GetBucketLocation',
  'GetBucketStat',
  'GetObject',
  'GetObjectAcl',
  'GetObjectMeta',
  'GetStyle',
  'HeadBucket',
  'HeadObject',
  'InitiateMultipartUpload',
  'ListBuckets',
  'ListMultipartUploads',
  'ListObjects',
  'ListObjectsV2',
  'ListParts',
  'ListStyle',
  'OptionObject',
  'PostObject',
  'ProcessObject',
  'PutBucket',
  'PutBucketAcl',
  'PutBucketCors',
  'PutObject',
  'PutObjectAcl',
  'PutStyle',
  'UploadPart',
  'UploadPartCopy',
] as const

/** The name of a call that is answered. */
export type Operation = (typeof OPERATIONS)[number]

/** What tells one call from another. */
export interface DispatchRequest {
  /** In upper case. */
  readonly method: string
  readonly kind: 'service' | 'bucket' | 'object'
  /** Names of the query parameters; their values do not matter. */
  readonly parameters: ReadonlySet<string>
  /** Is there a header `x-oss-copy-source`? */
  readonly copies: boolean
}

/** One kind of request: the first that fits wins. */
interface Row {
  readonly kind: DispatchRequest['kind']
  readonly method: string
  /** Query parameters that must be there. */
  readonly needs: readonly string[]
  readonly copies?: boolean
  /** OSS's name of the call, answered or not. */
  readonly call: string
}

const row = (kind: Row['kind'], method: string, needs: readonly string[], call: string): Row => ({
  kind,
  method,
  needs,
  call,
})

/** Source: OSS, API reference, the request line of each call. */
const ROWS: readonly Row[] = [
  row('service', 'GET', [], 'ListBuckets'),
  row('bucket', 'PUT', ['style'], 'PutStyle'),
  row('bucket', 'GET', ['style', 'styleName'], 'GetStyle'),
  row('bucket', 'GET', ['style'], 'ListStyle'),
  row('bucket', 'DELETE', ['style'], 'DeleteStyle'),
  row('bucket', 'PUT', ['acl'], 'PutBucketAcl'),
  row('bucket', 'GET', ['acl'], 'GetBucketAcl'),
  row('bucket', 'GET', ['bucketInfo'], 'GetBucketInfo'),
  row('bucket', 'GET', ['location'], 'GetBucketLocation'),
  row('bucket', 'GET', ['stat'], 'GetBucketStat'),
  row('bucket', 'PUT', ['cors'], 'PutBucketCors'),
  row('bucket', 'GET', ['cors'], 'GetBucketCors'),
  row('bucket', 'DELETE', ['cors'], 'DeleteBucketCors'),
  row('bucket', 'GET', ['uploads'], 'ListMultipartUploads'),
  row('bucket', 'POST', ['delete'], 'DeleteMultipleObjects'),
  row('bucket', 'GET', ['list-type'], 'ListObjectsV2'),
  row('bucket', 'GET', [], 'ListObjects'),
  row('bucket', 'PUT', [], 'PutBucket'),
  row('bucket', 'DELETE', [], 'DeleteBucket'),
  row('bucket', 'HEAD', [], 'HeadBucket'),
  row('bucket', 'POST', [], 'PostObject'),
  row('object', 'POST', ['x-oss-process'], 'ProcessObject'),
  row('object', 'POST', ['x-oss-async-process'], 'AsyncProcessObject'),
  row('object', 'POST', ['uploads'], 'InitiateMultipartUpload'),
  { ...row('object', 'PUT', ['partNumber', 'uploadId'], 'UploadPartCopy'), copies: true },
  row('object', 'PUT', ['partNumber', 'uploadId'], 'UploadPart'),
  row('object', 'POST', ['uploadId'], 'CompleteMultipartUpload'),
  row('object', 'DELETE', ['uploadId'], 'AbortMultipartUpload'),
  row('object', 'GET', ['uploadId'], 'ListParts'),
  row('object', 'POST', ['append'], 'AppendObject'),
  row('object', 'PUT', ['acl'], 'PutObjectAcl'),
  row('object', 'GET', ['acl'], 'GetObjectAcl'),
  row('object', 'HEAD', ['objectMeta'], 'GetObjectMeta'),
  row('object', 'GET', ['objectMeta'], 'GetObjectMeta'),
  { ...row('object', 'PUT', [], 'CopyObject'), copies: true },
  row('object', 'PUT', [], 'PutObject'),
  row('object', 'GET', [], 'GetObject'),
  row('object', 'HEAD', [], 'HeadObject'),
  row('object', 'DELETE', [], 'DeleteObject'),
]

/**
 * Query parameters that make another call of a request. One that no row answers is refused: a `PUT ?lifecycle` must not
 * create a bucket. Source: OSS, "Include signatures in the Authorization header", and the API reference.
 */
const SUB_RESOURCES: ReadonlySet<string> = new Set(
  `accessPoint accessPointPolicy acl append asyncFetch bucketArchiveDirectRead bucketInfo callback callback-var cloudboxes
  cname cors delete encryption httpsConfig img inventory inventoryId lifecycle live location logging
  metaQuery objectInfo objectMeta partNumber policy policyStatus publicAccessBlock qos qosInfo qosRequester
  redundancyTransition referer regionList replication replicationLocation replicationProgress requestPayment
  requesterQosInfo resourceGroup resourcePool resourcePoolBuckets resourcePoolInfo responseHeader restore rtc stat
  style symlink tagging transferAcceleration udf udfApplication udfApplicationLog udfId udfImage udfImageDesc udfName
  uploadId uploads versionId versioning versions vod website withHashContext worm wormExtend wormId
  x-oss-async-process`.split(/\s+/),
)

/**
 * The call a request makes.
 *
 * @throws ServerError `NotImplemented` naming a call or sub-resource that OSS has and we have not, `MethodNotAllowed`
 *   with the methods that are allowed.
 */
export function dispatch(request: DispatchRequest): Operation {
  if (request.method === 'OPTIONS') return 'OptionObject'
  const resources = [...request.parameters].filter((name) => SUB_RESOURCES.has(name))
  const rows = ROWS.filter((candidate) => fits(candidate, request, resources))
  const found = rows.find(({ method }) => method === request.method)
  if (found) return answered(found.call)
  if (rows.length === 0 && resources[0] !== undefined)
    throw new ServerError('NotImplemented', `The sub-resource ${resources[0]} is not implemented.`)
  throw notAllowed(request, [...new Set(rows.map(({ method }) => method))])
}

/** Whether a row is about the thing that the request names, whatever the method. */
function fits(candidate: Row, request: DispatchRequest, resources: readonly string[]): boolean {
  if (candidate.kind !== request.kind || (candidate.copies === true && !request.copies)) return false
  if (!candidate.needs.every((name) => request.parameters.has(name))) return false
  return resources.length === 0 || candidate.needs.some((name) => resources.includes(name))
}

function answered(call: string): Operation {
  const operation = OPERATIONS.find((name) => name === call)
  if (operation !== undefined) return operation
  throw new ServerError('NotImplemented', `The call ${call} is not implemented.`)
}

const RESOURCE_TYPES: Readonly<Record<Target['kind'], string>> = {
  server: 'Server',
  service: 'Service',
  bucket: 'Bucket',
  object: 'Object',
}

/** A method that the thing named does not know. Source: OSS, "Error codes", MethodNotAllowed. */
export function notAllowed(
  { method, kind }: { readonly method: string; readonly kind: Target['kind'] },
  allowed: readonly string[],
): ServerError {
  const message = 'The specified method is not allowed against this resource.'
  return new ServerError('MethodNotAllowed', message, {
    fields: { Method: method, ResourceType: RESOURCE_TYPES[kind] },
    headers: { allow: allowed.join(', ') },
  })
}
