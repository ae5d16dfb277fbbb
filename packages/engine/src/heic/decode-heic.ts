import type { Raw } from '../pixels/raw.ts'
import { createHeicDecoder } from './decoder.ts'
import { toSrgb } from './to-srgb.ts'

export interface DecodeHeicOptions {
  /** ms that decoding may take, 1 to 2,147,483,647; waiting for a free thread is not part of it. Default: 8000. */
  readonly timeoutMs?: number
}

const decoder = createHeicDecoder()

/**
 * Decodes the primary picture of a HEIC: upright, in sRGB, in 8 bits, with four channels when it has alpha and else
 * three. libheif does it in one of two threads, so this one stays free. Calls beyond that wait, without a limit to
 * their number.
 *
 * @throws EngineError `BadRequest` when the file is damaged or holds another codec than HEVC, `ImageTooLarge` when it
 *   needs more than `timeoutMs` or than 512 MiB.
 */
export async function decodeHeic(
  bytes: Uint8Array,
  { timeoutMs = 8000 }: DecodeHeicOptions = {},
): Promise<Raw> {
  const { raw, profile } = await decoder.decode(bytes, timeoutMs)
  return profile === undefined ? raw : toSrgb(raw, profile)
}
