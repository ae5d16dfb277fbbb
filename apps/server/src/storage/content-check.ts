import { createHash } from 'node:crypto'
import { Crc64 } from './crc64.ts'
import { StorageError } from './errors.ts'
import { MAX_OBJECT_BYTES } from './limits.ts'
import type { ExpectedContent, ObjectRecord } from './storage.ts'

/** What a body passes through piece by piece. */
export interface Meter<Summary> {
  /** Takes the next bytes in. May throw to refuse the body. */
  update(chunk: Uint8Array): void
  /** Ends the body. May throw to refuse it. */
  finish(): Summary
}

/** What a body turned out to be. */
export type ContentSummary = Pick<ObjectRecord, 'size' | 'etag' | 'crc64'>

/**
 * Measures a body as it passes (length, MD5, CRC-64) and holds it against what the sender claimed. Every
 * driver puts each chunk through `update` before it stores it, and calls `finish` before it makes the object
 * visible.
 */
export class ContentCheck implements Meter<ContentSummary> {
  readonly #expected: ExpectedContent
  readonly #limit: number
  readonly #md5 = createHash('md5')
  readonly #crc64 = new Crc64()
  #size = 0

  /** `limit` is in bytes. Throws InvalidArgument when the claimed length is over it. */
  constructor(expected: ExpectedContent, limit = MAX_OBJECT_BYTES) {
    if ((expected.contentLength ?? 0) > limit) throw entityTooLarge()
    this.#expected = expected
    this.#limit = limit
  }

  /** Takes the next bytes in. Throws IncompleteBody or InvalidArgument as soon as there are too many. */
  update(chunk: Uint8Array): void {
    this.#size += chunk.length
    if (this.#size > (this.#expected.contentLength ?? Infinity)) throw incompleteBody()
    if (this.#size > this.#limit) throw entityTooLarge()
    this.#md5.update(chunk)
    this.#crc64.update(chunk)
  }

  /** Ends the body. Throws IncompleteBody, InvalidDigest or InvalidCRC64, in this order. */
  finish(): ContentSummary {
    const expected = this.#expected
    const digest = this.#md5.digest()
    const crc64 = this.#crc64.digest()
    if (this.#size !== (expected.contentLength ?? this.#size)) throw incompleteBody()
    const calculated = digest.toString('base64')
    if (calculated !== (expected.contentMd5 ?? calculated))
      throw invalidDigest(expected.contentMd5, calculated)
    if (crc64 !== (expected.crc64 ?? crc64)) throw invalidCrc64()
    return { size: this.#size, etag: digest.toString('hex').toUpperCase(), crc64 }
  }
}

/** Measures only the CRC-64 of a body that goes on from bytes with the checksum `before`, default none. */
export function checksum(before?: string): Meter<string> {
  const crc64 = new Crc64(before)
  return {
    update: (chunk) => {
      crc64.update(chunk)
    },
    finish: () => crc64.digest(),
  }
}

function incompleteBody(): StorageError {
  const message = 'You did not provide the number of bytes specified by the Content-Length HTTP header.'
  return new StorageError('IncompleteBody', message)
}

function entityTooLarge(): StorageError {
  return new StorageError('InvalidArgument', 'Your proposed upload exceeds the maximum allowed size.')
}

function invalidDigest(expected = '', calculated: string): StorageError {
  return new StorageError('InvalidDigest', 'The Content-MD5 you specified was invalid.', {
    fields: { ExpectedDigest: expected, CalculatedDigest: calculated },
  })
}

function invalidCrc64(): StorageError {
  const message = 'The x-oss-hash-crc64ecma you specified does not match what we calculated.'
  return new StorageError('InvalidCRC64', message)
}
