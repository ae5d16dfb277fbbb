import { byteLength } from '@ossimg/grammar'
import { ClientError } from './errors.ts'

/** Throws `InvalidBucketName` for a name that no bucket has. Source: OSS, "Bucket naming conventions". */
export function checkBucket(bucket: string): void {
  if (/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket)) return
  throw new ClientError('InvalidBucketName', `The specified bucket is not valid: ${JSON.stringify(bucket)}.`)
}

/**
 * Throws `InvalidObjectName` for a key that no object has, or that no URL can carry.
 * Source: OSS, "Object naming conventions".
 */
export function checkKey(key: string): void {
  const reason = faultOf(key)
  if (reason === undefined) return
  throw new ClientError('InvalidObjectName', `The specified object is not valid: ${reason}.`, {
    fields: { ObjectName: key },
  })
}

/** Throws `InvalidArgument` for a name that no style has. Source: OSS, "Manage image styles". */
export function checkStyleName(name: string): void {
  if (/^[A-Za-z0-9_.-]{1,63}$/.test(name)) return
  throw new ClientError('InvalidArgument', `The value: ${name} of parameter: stylename is invalid.`, {
    fields: { ArgumentName: 'stylename', ArgumentValue: name },
  })
}

function faultOf(key: string): string | undefined {
  const bytes = byteLength(key)
  if (bytes < 1 || bytes > 1023) return `expected 1 to 1023 bytes of UTF-8, received ${bytes}`
  if (/^[/\\]/.test(key)) return 'it begins with a slash'
  if (/\p{Surrogate}/u.test(key)) return 'it is not Unicode text'
  if (key === '.' || key === '..') return 'a URL cannot carry it'
  return undefined
}
