import { createCipheriv, createHash } from 'node:crypto'

export function seededContent(seed) {
  const digest = createHash('md5').update(seed).digest()
  const size = Math.round(1024 * 2048 ** (digest.readUInt32BE(0) / 0xffffffff))
  return createCipheriv('aes-128-ctr', digest, Buffer.alloc(16)).update(Buffer.alloc(size))
}
