/** As much of the npm package as the tests call; calls that the server does not answer are in a file of their own. */
declare module 'ali-oss' {
  import type { Agent } from 'node:http'
  import type { Agent as HttpsAgent } from 'node:https'
  import type { Readable, Writable } from 'node:stream'

  type Texts = Record<string, string>

  export interface Options {
    accessKeyId: string
    accessKeySecret: string
    stsToken?: string
    bucket?: string
    endpoint: string
    /** With the prefix `oss-`. */
    region?: string
    secure?: boolean
    cname?: boolean
    sldEnable?: boolean
    authorizationV4?: boolean
    isRequestPay?: boolean
    headerEncoding?: string
    agent?: Agent
    httpsAgent?: HttpsAgent
    /** Milliseconds. */
    timeout?: number
    retryMax?: number
    requestErrorRetryHandle?: (error: Error) => boolean
    refreshSTSToken?: () => Promise<{ accessKeyId: string; accessKeySecret: string; stsToken: string }>
    /** Milliseconds. */
    refreshSTSTokenInterval?: number
  }

  export interface Result {
    res: { status: number; headers: Texts; size?: number }
  }

  export interface RequestOptions {
    headers?: Texts
    /** Headers that a version 4 signature covers beside its own. */
    additionalHeaders?: string[]
    subres?: Record<string, string | number>
    /** Milliseconds. */
    timeout?: number
  }

  export interface PutOptions extends RequestOptions {
    meta?: Record<string, string | number>
    mime?: string
    contentLength?: number
    callback?: { url: string; body: string }
  }

  interface PutResult extends Result {
    name: string
    url: string
  }

  export interface GetOptions extends RequestOptions {
    process?: string
  }

  interface Owner {
    id: string
    displayName: string
  }

  export interface ListedObject {
    name: string
    url: string
    lastModified: string
    etag: string
    type: string
    size: number
    storageClass: string
    owner: Owner | null
  }

  interface ListQuery {
    prefix?: string
    delimiter?: string
    marker?: string
    'max-keys'?: string | number
    'encoding-type'?: string
  }

  interface ListV2Query extends Omit<ListQuery, 'marker'> {
    'continuation-token'?: string
    continuationToken?: string
    'start-after'?: string
    'fetch-owner'?: string
  }

  interface ListResult extends Result {
    objects: ListedObject[]
    prefixes: string[] | null
    isTruncated: boolean
  }

  interface ListedBucket {
    name: string
    region: string
    creationDate: string
    storageClass: string
  }

  export interface CorsRule {
    allowedOrigin: string | string[]
    allowedMethod: string | string[]
    allowedHeader?: string | string[]
    exposeHeader?: string | string[]
    maxAgeSeconds?: string | number
  }

  export interface SignOptions {
    /** Seconds from now. */
    expires?: number
    method?: string
    process?: string
    /** Bit/s. */
    trafficLimit?: number
    /** Names without `response-`. */
    response?: Texts
    'Content-Type'?: string
    'Content-Md5'?: string
    [header: `x-oss-${string}`]: string
  }

  interface UploadedPart {
    number: number
    etag: string
  }

  export interface Checkpoint {
    file: unknown
    name: string
    fileSize: number
    partSize: number
    uploadId: string
    doneParts: UploadedPart[]
  }

  interface UploadOptions extends PutOptions {
    /** Bytes. */
    partSize?: number
    parallel?: number
    checkpoint?: Checkpoint
    progress?: (share: number, checkpoint: Checkpoint | null, res: Result['res']) => unknown
    copyheaders?: Texts
  }

  interface UploadResult extends Result {
    bucket: string
    name: string
    etag: string
  }

  interface ListedPart {
    PartNumber: string
    LastModified: string
    ETag: string
    Size: string
  }

  /** What the SDK makes of an error document. */
  export interface OSSError extends Error {
    code: string
    status: number
    requestId: string
    hostId: string
    ecCode?: string
  }

  export default class OSS {
    constructor(options: Options)
    options: { bucket: string | null }

    /** What every method is made of: a call that has none can be made with it. */
    request(params: {
      method: string
      bucket?: string
      object?: string
      subres?: string | Record<string, string>
      query?: Record<string, string | number>
      headers?: Texts
      mime?: string
      content?: string | Buffer
      successStatuses?: number[]
      xmlResponse?: boolean
    }): Promise<Result & { status: number; headers: Texts; data: unknown }>

    put(name: string, content: Buffer | string | Readable, options?: PutOptions): Promise<PutResult>
    putStream(name: string, content: Readable, options?: PutOptions): Promise<PutResult>
    append(
      name: string,
      content: Buffer | string | Readable,
      options?: PutOptions & { position?: string | number },
    ): Promise<PutResult & { nextAppendPosition: string }>
    get(name: string, options?: GetOptions): Promise<Result & { content: Buffer }>
    get(name: string, file: string | Writable, options?: GetOptions): Promise<Result & { content: unknown }>
    getStream(name: string, options?: GetOptions): Promise<Result & { stream: Readable }>
    head(name: string, options?: RequestOptions): Promise<Result & { status: number; meta: Texts | null }>
    getObjectMeta(name: string, options?: RequestOptions): Promise<Result & { status: number }>
    putMeta(name: string, meta: Texts, options?: { timeout?: number }): Promise<Result>
    copy(
      name: string,
      source: string,
      bucketOrOptions?: string | (RequestOptions & { meta?: Texts }),
      options?: RequestOptions & { meta?: Texts },
    ): Promise<Result & { data: { etag: string; lastModified: string } | null }>
    delete(name: string, options?: RequestOptions): Promise<Result>
    deleteMulti(
      names: readonly string[],
      options?: { quiet?: boolean },
    ): Promise<Result & { deleted: { Key: string }[] }>
    list(
      query: ListQuery | null,
      options?: RequestOptions,
    ): Promise<ListResult & { nextMarker: string | null }>
    listV2(
      query?: ListV2Query,
      options?: RequestOptions,
    ): Promise<
      ListResult & {
        keyCount: number
        continuationToken: string | null
        nextContinuationToken: string | null
      }
    >
    putACL(name: string, acl: string, options?: RequestOptions): Promise<Result>
    getACL(name: string, options?: RequestOptions): Promise<Result & { acl: string; owner: Owner }>

    putBucket(
      name: string,
      options?: { acl?: string; storageClass?: string; dataRedundancyType?: string; timeout?: number },
    ): Promise<Result & { bucket: string | null }>
    listBuckets(
      query?: { prefix?: string; marker?: string; 'max-keys'?: string | number },
      options?: RequestOptions,
    ): Promise<
      Result & {
        buckets: ListedBucket[] | null
        owner: Owner
        isTruncated: boolean
        nextMarker: string | null
      }
    >
    useBucket(name: string): OSS
    setBucket(name: string): OSS
    getBucket(): string
    deleteBucket(name: string): Promise<Result>
    getBucketInfo(name: string): Promise<Result & { bucket: Record<string, unknown> }>
    getBucketLocation(name: string): Promise<Result & { location: unknown }>
    getBucketStat(name: string): Promise<Result & { stat: Texts }>
    putBucketACL(name: string, acl: string): Promise<Result & { bucket: string | null }>
    getBucketACL(name: string): Promise<Result & { acl: string; owner: Owner }>
    putBucketCORS(name: string, rules: CorsRule[]): Promise<Result>
    getBucketCORS(name: string): Promise<Result & { rules: CorsRule[] }>
    deleteBucketCORS(name: string): Promise<Result>

    signatureUrl(name: string, options?: SignOptions): string
    asyncSignatureUrl(name: string, options?: SignOptions): Promise<string>
    signatureUrlV4(
      method: string,
      expires: number,
      request?: { headers?: Texts; queries?: Record<string, string | number | null> },
      name?: string,
      additionalHeaders?: string[],
    ): Promise<string>
    generateObjectUrl(name: string, baseUrl?: string): string
    getObjectUrl(name: string, baseUrl?: string): string
    calculatePostSignature(policy: object | string): {
      OSSAccessKeyId: string
      Signature: string
      policy: string
    }
    signPostObjectPolicyV4(policy: object | string, date: Date): string

    processObjectSave(
      source: string,
      target: string,
      process: string,
      targetBucket?: string,
    ): Promise<Result & { status: number }>

    initMultipartUpload(
      name: string,
      options?: PutOptions,
    ): Promise<Result & { bucket: string; name: string; uploadId: string }>
    uploadPart(
      name: string,
      uploadId: string,
      number: number,
      file: Buffer | string,
      start: number,
      end: number,
      options?: PutOptions & { disabledMD5?: boolean },
    ): Promise<Result & { name: string; etag: string }>
    uploadPartCopy(
      name: string,
      uploadId: string,
      number: number,
      /** Such as `0-102399`; empty: all. */
      range: string,
      source: { sourceKey: string; sourceBucketName: string },
      options?: RequestOptions,
    ): Promise<Result & { name: string; etag: string }>
    completeMultipartUpload(
      name: string,
      uploadId: string,
      parts: UploadedPart[],
      options?: UploadOptions,
    ): Promise<UploadResult>
    abortMultipartUpload(name: string, uploadId: string, options?: RequestOptions): Promise<Result>
    multipartUpload(name: string, file: Buffer | string, options?: UploadOptions): Promise<UploadResult>
    multipartUploadCopy(
      name: string,
      source: { sourceKey: string; sourceBucketName: string; startOffset?: number; endOffset?: number },
      options?: UploadOptions,
    ): Promise<UploadResult>
    listParts(
      name: string,
      uploadId: string,
      query?: Record<string, string | number>,
      options?: RequestOptions,
    ): Promise<
      Result & {
        uploadId: string
        bucket: string
        name: string
        partNumberMarker: string
        nextPartNumberMarker: string
        maxParts: string
        isTruncated: string
        parts: ListedPart | ListedPart[]
      }
    >
    listUploads(
      query?: Record<string, string | number>,
      options?: RequestOptions,
    ): Promise<
      Result & {
        uploads: { name: string; uploadId: string; initiated: string }[]
        bucket: string
        nextKeyMarker: string
        nextUploadIdMarker: string
        isTruncated: boolean
      }
    >
    cancel(abort?: { name: string; uploadId: string; options?: RequestOptions }): void
    isCancel(): boolean
    resetCancelFlag(): void

    static ImageClient: new (
      options: Options & { imageHost: string },
    ) => {
      get(name: string, options?: GetOptions): Promise<Result & { content: Buffer }>
      getStream(name: string, options?: GetOptions): Promise<Result & { stream: Readable }>
      getExif(name: string): Promise<Result>
      getInfo(name: string): Promise<Result>
      signatureUrl(name: string): string
    }
  }
}
