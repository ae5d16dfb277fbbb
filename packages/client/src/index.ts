export type { BucketAcl, ObjectAcl } from './acl.ts'
export type { ObjectBody } from './body.ts'
export { Client } from './client.ts'
export type { ClientOptions, SigningOptions } from './connection.ts'
export { ClientError, type ClientErrorDetails } from './errors.ts'
export type { GetOptions, GetResult, HeadResult, PutOptions, PutResult } from './object.ts'
export {
  type ImageBuilder,
  image,
  type OperationArguments,
  type ProcessBuilder,
  style,
} from './process-builder.ts'
export type { ProcessInput } from './process-input.ts'
export type { CallOptions } from './request.ts'
export type { SaveAsResult } from './save-as.ts'
export type { ResponseHeader, SignedUrlOptions, UrlOptions } from './signed-url.ts'
export type { Style } from './styles.ts'
export type { Addressing } from './url.ts'
