import type { SaveAs } from '@ossimg/grammar'
import { type BucketAcl, type ObjectAcl, readBucketAcl, readObjectAcl } from './acl.ts'
import { discard, readAnswer } from './answer.ts'
import type { ObjectBody } from './body.ts'
import { type ClientOptions, type Connection, connect } from './connection.ts'
import { ClientError } from './errors.ts'
import { readInfo } from './info.ts'
import { checkBucket, checkKey, checkStyleName } from './names.ts'
import {
  type GetOptions,
  type GetResult,
  getHeaders,
  type HeadResult,
  type PutOptions,
  type PutResult,
  putHeaders,
  readEtag,
  readHead,
} from './object.ts'
import { type ProcessInput, processText, saveAsText } from './process-input.ts'
import { type CallOptions, sendToBucket, sendToObject } from './request.ts'
import { readSaveAs, type SaveAsResult } from './save-as.ts'
import { objectUrl, processQuery, type SignedUrlOptions, signedUrl, type UrlOptions } from './signed-url.ts'
import { readStyle, readStyles, type Style, writeStyle } from './styles.ts'

/**
 * One bucket of OSS or of an ossimg server. Every method that talks to it throws {@link ClientError} for an
 * answer that is not 2xx and for keys that no object has; what `fetch` throws passes through, and so does
 * `GrammarError` for a process that OSS would refuse.
 */
export class Client {
  readonly #connection: Connection

  /** Throws `InvalidArgument` for the endpoint or the region, `InvalidBucketName` for the bucket. */
  constructor(options: ClientOptions) {
    this.#connection = connect(options)
  }

  /** Stores an object, replacing one of the same key. */
  async put(key: string, body: ObjectBody, options: PutOptions = {}): Promise<PutResult> {
    const headers = putHeaders(key, body, options)
    const { signal } = options
    const response = await sendToObject(this.#connection, key, { method: 'PUT', headers, body, signal })
    await discard(response)
    return { etag: readEtag(response.headers), headers: response.headers }
  }

  /** An object, or the result of a process, whole in memory. */
  async get(key: string, options: GetOptions = {}): Promise<GetResult> {
    const response = await this.getResponse(key, options)
    return { ...readHead(response), data: new Uint8Array(await response.arrayBuffer()) }
  }

  /** As {@link get}, with the body still to be read: for streams, or `blob()`. */
  async getResponse(key: string, options: GetOptions = {}): Promise<Response> {
    const query = processQuery(options.process)
    const call = { method: 'GET', query, headers: getHeaders(options), signal: options.signal }
    return sendToObject(this.#connection, key, call)
  }

  /** What is known of an object, without its content. */
  async head(key: string, options: CallOptions = {}): Promise<HeadResult> {
    return readHead(await sendToObject(this.#connection, key, { method: 'HEAD', ...options }))
  }

  /** Whether there is such an object. Throws if the caller may not know, or if the bucket is missing. */
  async exists(key: string, options: CallOptions = {}): Promise<boolean> {
    try {
      await this.head(key, options)
      return true
    } catch (error) {
      if (error instanceof ClientError && error.code === 'NoSuchKey') return false
      throw error
    }
  }

  /** Removes an object; succeeds also if there is none. */
  async delete(key: string, options: CallOptions = {}): Promise<void> {
    await discard(await sendToObject(this.#connection, key, { method: 'DELETE', ...options }))
  }

  /** What an image is, by `image/info`: `{ FileSize: '21839', Format: 'jpg', ImageHeight: '267', … }`. */
  async info(key: string, options: CallOptions = {}): Promise<Record<string, string>> {
    return readAnswer(await this.getResponse(key, { ...options, process: 'image/info' }), readInfo)
  }

  /** Stores the result of a process as another object, or as the same one. */
  async saveAs(
    key: string,
    process: ProcessInput,
    target: SaveAs,
    options: CallOptions = {},
  ): Promise<SaveAsResult> {
    checkKey(target.key)
    if (target.bucket !== undefined) checkBucket(target.bucket)
    const body = `x-oss-process=${saveAsText(process, target)}`
    const call = { method: 'POST', query: [['x-oss-process', '']] as const, body, ...options }
    return readAnswer(await sendToObject(this.#connection, key, call), readSaveAs)
  }

  /** Who may use an object without credentials; `default` follows the bucket. */
  async getAcl(key: string, options: CallOptions = {}): Promise<ObjectAcl> {
    const call = { method: 'GET', query: ACL, ...options }
    return readAnswer(await sendToObject(this.#connection, key, call), readObjectAcl)
  }

  /** Sets who may use an object without credentials. */
  async putAcl(key: string, acl: ObjectAcl, options: CallOptions = {}): Promise<void> {
    const headers = { ...options.headers, 'x-oss-object-acl': acl }
    await discard(
      await sendToObject(this.#connection, key, { method: 'PUT', query: ACL, ...options, headers }),
    )
  }

  /** Creates the bucket. Default ACL: `private`. */
  async createBucket({
    acl,
    ...options
  }: CallOptions & { readonly acl?: BucketAcl | undefined } = {}): Promise<void> {
    const headers = { ...options.headers, ...(acl === undefined ? {} : { 'x-oss-acl': acl }) }
    await discard(await sendToBucket(this.#connection, { method: 'PUT', ...options, headers }))
  }

  /** Removes the bucket, which must be empty. */
  async deleteBucket(options: CallOptions = {}): Promise<void> {
    await discard(await sendToBucket(this.#connection, { method: 'DELETE', ...options }))
  }

  /** Who may use the bucket's objects without credentials. */
  async getBucketAcl(options: CallOptions = {}): Promise<BucketAcl> {
    const call = { method: 'GET', query: ACL, ...options }
    return readAnswer(await sendToBucket(this.#connection, call), readBucketAcl)
  }

  /** Sets who may use the bucket's objects without credentials. */
  async putBucketAcl(acl: BucketAcl, options: CallOptions = {}): Promise<void> {
    const headers = { ...options.headers, 'x-oss-acl': acl }
    await discard(await sendToBucket(this.#connection, { method: 'PUT', query: ACL, ...options, headers }))
  }

  /** Keeps a process under a name, replacing one of the same name. */
  async putStyle(name: string, process: ProcessInput, options: CallOptions = {}): Promise<void> {
    const body = writeStyle(processText(process))
    const call = { method: 'PUT', query: styleQuery(name), body, ...options }
    await discard(await sendToBucket(this.#connection, call))
  }

  /** The process kept under a name. */
  async getStyle(name: string, options: CallOptions = {}): Promise<Style> {
    const call = { method: 'GET', query: styleQuery(name), ...options }
    return readAnswer(await sendToBucket(this.#connection, call), readStyle)
  }

  /** All styles of the bucket. */
  async listStyles(options: CallOptions = {}): Promise<readonly Style[]> {
    const call = { method: 'GET', query: [['style', '']] as const, ...options }
    return readAnswer(await sendToBucket(this.#connection, call), readStyles)
  }

  /** Removes a style; succeeds also if there is none. */
  async deleteStyle(name: string, options: CallOptions = {}): Promise<void> {
    const call = { method: 'DELETE', query: styleQuery(name), ...options }
    await discard(await sendToBucket(this.#connection, call))
  }

  /** A URL for those who may read the object without credentials. Nothing is sent. */
  url(key: string, options: UrlOptions = {}): string {
    return objectUrl(this.#connection, key, options)
  }

  /**
   * A URL that works for everyone until it expires. Nothing is sent.
   * Throws `InvalidArgument` if the client has no credentials.
   */
  signedUrl(key: string, options: SignedUrlOptions = {}): string {
    return signedUrl(this.#connection, key, options)
  }
}

const ACL = [['acl', '']] as const

function styleQuery(name: string) {
  checkStyleName(name)
  return [
    ['style', ''],
    ['styleName', name],
  ] as const
}
