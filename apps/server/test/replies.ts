import { XMLParser } from 'fast-xml-parser'
import sharp from 'sharp'
import { expect } from 'vitest'
import { header, type WireReply } from './raw-http.ts'

/** A date as HTTP headers have it. */
export const RFC_1123 = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/

const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, trimValues: false })

/** An XML document, checked for all that breaks an official SDK, as the children of its root. */
export function readXml(document: Buffer | string, root: string): Record<string, unknown> {
  const text = String(document)
  // Without the declaration the PHP SDK reads nothing, with a namespace the Python SDK does.
  expect(text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n?</)
  expect(text).not.toContain('xmlns')
  for (const [leaf, , content = ''] of text.matchAll(/<(\w+)>([^<]*)<\/\1>/g))
    expect(content, leaf).toBe(content.trim())
  const parsed = parser.parse(text) as Record<string, unknown>
  expect(Object.keys(parsed)).toEqual(['?xml', root])
  return parsed[root] as Record<string, unknown>
}

/** An error as it is told: the elements of the document. */
export type ErrorFields = Readonly<Record<string, string>>

/** The error document of an answer, its RequestId checked against the header. */
export function readError(reply: WireReply): ErrorFields {
  expect(header(reply, 'Content-Type'), reply.body.toString('latin1', 0, 300)).toBe('application/xml')
  return fieldsOf(reply, reply.body)
}

/** The error document in the header of an answer to HEAD. */
export function readHeadError(reply: WireReply): ErrorFields {
  const copy = header(reply, 'x-oss-err') ?? ''
  expect(copy).toMatch(/^[A-Za-z0-9+/]+=*$/)
  expect(reply.body).toHaveLength(0)
  return fieldsOf(reply, Buffer.from(copy, 'base64'))
}

function fieldsOf(reply: WireReply, document: Buffer): ErrorFields {
  const fields = readXml(document, 'Error') as ErrorFields
  expect(fields.RequestId).toMatch(/^[0-9A-F]{24}$/)
  expect(fields.RequestId).toBe(header(reply, 'x-oss-request-id'))
  expect(fields.EC).toBe(header(reply, 'x-oss-ec'))
  return fields
}

/** The answer to a saving process, in the very form that SDKs parse. */
export function readSaved(reply: WireReply): { bucket: string; fileSize: number; object: string } {
  const text = reply.body.toString()
  expect(reply.status, text).toBe(200)
  expect(header(reply, 'Content-Type')).toBe('application/json')
  const saved = JSON.parse(text) as { bucket: string; fileSize: number; object: string; status: string }
  expect(Object.keys(saved)).toEqual(['bucket', 'fileSize', 'object', 'status'])
  expect(saved.status).toBe('OK')
  expect(saved.fileSize).toBeTypeOf('number')
  // Found by its text, and with the brace where the service has it.
  expect(text).toContain(`"object": ${JSON.stringify(saved.object)},`)
  expect(text).toMatch(/^\{\n {4}"bucket": .*\n.*\n.*\n {4}"status": "OK"\}$/)
  return saved
}

/** Expects a processed answer as SDKs download one to a file. */
export async function expectPicture(reply: WireReply, format: string, size: object): Promise<void> {
  expect(reply.status, reply.body.toString('latin1', 0, 300)).toBe(200)
  expect(header(reply, 'Content-Type')).toBe(`image/${format}`)
  expect(await sharp(reply.body).metadata()).toMatchObject({ format, ...size })
  // The checksums of the source would be compared with these bytes.
  for (const name of ['x-oss-hash-crc64ecma', 'Content-MD5', 'Content-Encoding', 'Transfer-Encoding'])
    expect(header(reply, name), name).toBeUndefined()
  expectCommon(reply)
  expect(header(reply, 'ETag')).toMatch(/^"[0-9A-F]{32}"$/)
  expect(header(reply, 'Last-Modified')).toMatch(RFC_1123)
}

/** Expects what every answer has, in the case that the .NET SDK looks for. */
export function expectCommon(reply: WireReply): void {
  expect(header(reply, 'Server')).toBe('AliyunOSS')
  expect(header(reply, 'Connection')).toBe('keep-alive')
  expect(header(reply, 'Date')).toMatch(RFC_1123)
  expect(header(reply, 'x-oss-request-id')).toMatch(/^[0-9A-F]{24}$/)
  expect(header(reply, 'x-oss-server-time')).toMatch(/^\d+$/)
  const names = reply.headers.map(([name]) => name)
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^(x-oss-[a-z0-9-]+|ETag|Content-MD5|([A-Z][a-z]+-?)+)$/)
}
