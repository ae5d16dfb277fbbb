import { type WireRequest, written } from '../raw-http.ts'
import type { Random } from './random.ts'

type Mutation = (bytes: Buffer, random: Random) => Buffer

const TOKENS = [
  '\r\n',
  '\0',
  '%00',
  '%2F',
  '..',
  '//',
  '\x7f',
  '\xff',
  'é',
  '%',
  '&',
  '=',
  ';',
  ',',
  '|',
  '"',
  '<',
  '!',
  '  ',
  '\t',
]
const LINES = [
  'Transfer-Encoding: chunked',
  'Content-Length: 5',
  'Content-Length: 99999999999999999999',
  'Connection: close',
  'Connection: upgrade\r\nUpgrade: h2c',
  'Host: hidden.localhost',
  'Authorization: OSS a:b',
  'Authorization: OSS4-HMAC-SHA256 Credential=a/20260115/r/oss/aliyun_v4_request,Signature=0',
  'x-oss-date: 20260115T083000Z',
  `x-a: ${'a'.repeat(5000)}`,
]

function splice(bytes: Buffer, start: number, end: number, insert: Buffer | string): Buffer {
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(insert), bytes.subarray(end)])
}

const MUTATIONS: readonly Mutation[] = [
  /** Changes one byte. */
  (bytes, random) => {
    const at = random.below(bytes.length)
    return splice(bytes, at, at + 1, Buffer.of(random.below(256)))
  },
  /** Puts something telling anywhere. */
  (bytes, random) => {
    const at = random.below(bytes.length)
    return splice(bytes, at, at, random.pick(TOKENS))
  },
  /** Takes some bytes out. */
  (bytes, random) => {
    const at = random.below(bytes.length)
    return splice(bytes, at, at + 1 + random.below(8), '')
  },
  /** Repeats a stretch. */
  (bytes, random) => {
    const at = random.below(bytes.length)
    const stretch = bytes.subarray(at, at + 1 + random.below(40))
    return splice(bytes, at, at, Buffer.concat(Array.from({ length: 1 + random.below(20) }, () => stretch)))
  },
  /** Adds a header line. */
  (bytes, random) => {
    const at = bytes.indexOf('\r\n') + 2
    return splice(bytes, at, at, `${random.pick(LINES)}\r\n`)
  },
  /** Makes a number great, small or none. */
  (bytes, random) => {
    const numbers = [...bytes.toString('latin1').matchAll(/\d+/g)]
    if (numbers.length === 0) return bytes
    const { index, 0: digits } = random.pick(numbers)
    const value = random.pick(['0', '-1', '1', '4096', '16385', '2147483648', '1e9', '', '0x10'])
    return splice(bytes, index, index + digits.length, value)
  },
  /** Cuts the request off. */
  (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  /** Sends another request behind it. */
  (bytes) => Buffer.concat([bytes, bytes]),
]

/** The bytes of a request, as often as not with something wrong beyond what it means. */
export function mutated(request: WireRequest, random: Random): Buffer {
  let bytes = written(request)
  for (let count = random.below(5) - 1; count > 0 && bytes.length > 0; count--)
    bytes = random.pick(MUTATIONS)(bytes, random)
  return bytes
}
