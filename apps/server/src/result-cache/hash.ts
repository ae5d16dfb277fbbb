import { randomBytes } from 'node:crypto'

/** Differs from process to process, so that nobody can choose texts that meet in one place. */
const SEED = randomBytes(4).readUInt32LE()

/** Two 32-bit hashes of a text, for tables in memory. */
export function hashPair(text: string): readonly [low: number, high: number] {
  let low = 0xdeadbeef ^ SEED
  let high = 0x41c6ce57 ^ SEED
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    low = Math.imul(low ^ unit, 0x9e3779b1)
    high = Math.imul(high ^ unit, 0x5f356495)
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  return [low >>> 0, high >>> 0]
}

/** A 32-bit hash of a text. */
export function hashOf(text: string): number {
  return hashPair(text)[0]
}
