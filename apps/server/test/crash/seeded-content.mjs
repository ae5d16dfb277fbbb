import { createCipheriv, createHash } from 'node:crypto'

const PART = 200 * 1024

export function seededContent(seed) {
  const digest = createHash('md5').update(seed).digest()
  const size = Math.round(1024 * 2048 ** (digest.readUInt32BE(0) / 0xffffffff))
  return createCipheriv('aes-128-ctr', digest, Buffer.alloc(16)).update(Buffer.alloc(size))
}

export function seededParts(seed) {
  const content = seededContent(seed)
  const parts = []
  for (let start = 0; start < content.length; start += PART) parts.push(content.subarray(start, start + PART))
  return parts
}
