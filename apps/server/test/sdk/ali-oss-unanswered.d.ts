/** The calls of the npm package that the server does not answer. */
declare module 'ali-oss' {
  export default interface OSS {
    putBucketLogging(name: string, prefix: string): Promise<Result>
    getBucketLogging(name: string): Promise<Result>
    deleteBucketLogging(name: string): Promise<Result>
    putBucketWebsite(name: string, config: { index: string; error?: string }): Promise<Result>
    getBucketWebsite(name: string): Promise<Result>
    deleteBucketWebsite(name: string): Promise<Result>
    putBucketReferer(name: string, allowEmpty: boolean, referers: string[]): Promise<Result>
    getBucketReferer(name: string): Promise<Result>
    deleteBucketReferer(name: string): Promise<Result>
    putBucketLifecycle(name: string, rules: object[]): Promise<Result>
    getBucketLifecycle(name: string): Promise<Result>
    deleteBucketLifecycle(name: string): Promise<Result>
    putBucketRequestPayment(name: string, payer: string): Promise<Result>
    getBucketRequestPayment(name: string): Promise<Result>
    putBucketEncryption(name: string, rules: { SSEAlgorithm: string }): Promise<Result>
    getBucketEncryption(name: string): Promise<Result>
    deleteBucketEncryption(name: string): Promise<Result>
    putBucketTags(name: string, tags: Texts): Promise<Result>
    getBucketTags(name: string): Promise<Result>
    deleteBucketTags(name: string): Promise<Result>
    putBucketPolicy(name: string, policy: object): Promise<Result>
    getBucketPolicy(name: string): Promise<Result & { status: number }>
    deleteBucketPolicy(name: string): Promise<Result>
    putBucketVersioning(name: string, status: string): Promise<Result & { status: number }>
    getBucketVersioning(name: string): Promise<Result>
    getBucketVersions(query?: object): Promise<Result>
    putBucketInventory(name: string, inventory: object): Promise<Result>
    getBucketInventory(name: string, id: string): Promise<Result>
    listBucketInventory(name: string): Promise<Result>
    deleteBucketInventory(name: string, id: string): Promise<Result>
    initiateBucketWorm(name: string, days: string): Promise<Result>
    completeBucketWorm(name: string, id: string): Promise<Result & { status: number }>
    extendBucketWorm(name: string, id: string, days: string): Promise<Result>
    getBucketWorm(name: string): Promise<Result>
    abortBucketWorm(name: string): Promise<Result & { status: number }>
    putObjectTagging(name: string, tags: Texts): Promise<Result>
    getObjectTagging(name: string): Promise<Result>
    deleteObjectTagging(name: string): Promise<Result>
    putSymlink(name: string, target: string): Promise<Result>
    getSymlink(name: string): Promise<Result>
    restore(name: string, options?: { type: string }): Promise<Result>
    postAsyncFetch(name: string, url: string): Promise<Result>
    getAsyncFetch(task: string): Promise<Result>
    putChannel(id: string, config: object): Promise<Result>
    listChannels(query?: object): Promise<Result>
    deleteChannel(id: string): Promise<Result>
    createVod(id: string, name: string, time: { startTime: number; endTime: number }): Promise<Result>
  }
}
