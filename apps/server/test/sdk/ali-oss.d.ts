/** As much of the npm package as the tests call. */
declare module 'ali-oss' {
  import type { Agent } from 'node:http'

  interface Options {
    accessKeyId: string
    accessKeySecret: string
    bucket?: string
    endpoint: string
    sldEnable?: boolean
    agent?: Agent
  }

  interface Result {
    res: { status: number; headers: Record<string, string> }
  }

  export default class OSS {
    constructor(options: Options)
    put(
      name: string,
      content: Buffer | string,
      options?: { headers?: Record<string, string> },
    ): Promise<Result>
    get(name: string, options?: { process?: string }): Promise<Result & { content: Buffer }>
    head(name: string): Promise<Result & { status: number; meta: Record<string, string> | null }>
    delete(name: string): Promise<Result>
    putACL(name: string, acl: string): Promise<Result>
    getACL(name: string): Promise<Result & { acl: string }>
    putBucket(name: string): Promise<Result>
    putBucketACL(name: string, acl: string): Promise<Result>
    getBucketACL(name: string): Promise<Result & { acl: string }>
    deleteBucket(name: string): Promise<Result>
    useBucket(name: string): void
    signatureUrl(name: string, options: { expires?: number; process?: string; method?: string }): string
    processObjectSave(
      source: string,
      target: string,
      process: string,
      targetBucket?: string,
    ): Promise<{ res: unknown; status: number }>
  }
}
