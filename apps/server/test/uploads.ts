import type { LightMyRequestResponse } from 'fastify'
import { expect } from 'vitest'
import { Crc64 } from '../src/storage/crc64.ts'
import { createBucket, parseXml, type Sent, startServer, type TestServer } from './server.ts'

/** Of a request in parts. */
export type Query = NonNullable<Sent['query']>

/** Two parts of an object: the first as small as it may be, and one that only the last may be. */
export const PARTS = [Buffer.alloc(100 * 1024, 'first '), Buffer.from('the end')] as const

/** The owner of a server who uploads in parts. */
export interface Uploader {
  readonly server: TestServer
  /** Begins an upload and gives its id. */
  begin(path: string, headers?: Record<string, string>): Promise<string>
  putPart(
    path: string,
    number: number | string,
    id: string,
    body: Buffer | string,
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>
  /** Begins an upload and puts both parts. */
  upload(path: string): Promise<string>
  complete(
    path: string,
    id: string,
    body: string,
    headers?: Record<string, string>,
    query?: Query,
  ): Promise<LightMyRequestResponse>
  /** The numbers of the parts that are there. */
  partNumbers(path: string, id: string): Promise<number[]>
}

/** A server with a private bucket `photos`, `open` for everybody and `shown` to everybody. */
export async function startUploads(): Promise<Uploader> {
  const server = await startServer()
  await createBucket(server, 'photos')
  await createBucket(server, 'open', 'public-read-write')
  await createBucket(server, 'shown', 'public-read')

  const uploader: Uploader = {
    server,
    begin: async (path, headers = {}) => {
      const answer = await server.owner('POST', path, { query: [['uploads', '']], headers })
      expect(answer.statusCode, answer.body).toBe(200)
      return uploadId(answer)
    },
    putPart: (path, number, id, body, headers = {}) =>
      server.owner('PUT', path, { query: partQuery(number, id), body, headers }),
    upload: async (path) => {
      const id = await uploader.begin(path)
      for (const [number, body] of PARTS.entries())
        expect((await uploader.putPart(path, number + 1, id, body)).statusCode).toBe(200)
      return id
    },
    complete: (path, id, body, headers = {}, query = []) =>
      server.owner('POST', path, { query: [['uploadId', id], ...query], body, headers }),
    partNumbers: async (path, id) => {
      const listed = await server.owner('GET', path, { query: [['uploadId', id]] })
      const { Part = [] } = (parseXml(listed.body).ListPartsResult ?? {}) as { Part?: object | object[] }
      return [Part].flat().map((part) => Number((part as { PartNumber: string }).PartNumber))
    },
  }
  return uploader
}

/** The id in an answer to InitiateMultipartUpload. */
export function uploadId(answer: LightMyRequestResponse): string {
  return parseXml(answer.body).InitiateMultipartUploadResult?.UploadId ?? ''
}

/** The parameters of a part. */
export function partQuery(number: number | string, id: string): Query {
  return [
    ['partNumber', String(number)],
    ['uploadId', id],
  ]
}

/** The document that names the parts of an object. */
export function listOf(...parts: readonly (readonly [number: number, etag: string])[]): string {
  const items = parts.map(
    ([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`,
  )
  return `<CompleteMultipartUpload>${items.join('')}</CompleteMultipartUpload>`
}

/** The CRC-64 of `content`. */
export function crcOf(content: Buffer): string {
  const crc = new Crc64()
  crc.update(content)
  return crc.digest()
}
