import { measureText, probe } from '@ossimg/engine'
import type { TextMark } from '@ossimg/grammar'
import type { Inspection } from './worker.ts'

/** A question whose pictures have been read. */
export interface ReadQuestion {
  readonly pictures: Readonly<Record<string, Uint8Array>>
  readonly texts: Readonly<Record<string, TextMark>>
}

/** Answers a question. Throws what `probe` and `measureText` throw. */
export async function inspect({ pictures, texts }: ReadQuestion): Promise<Inspection> {
  const headers = Object.entries(pictures).map(([name, bytes]) => [name, probe(bytes)] as const)
  const sizes = Object.entries(texts).map(async ([id, text]) => [id, await measureText(text)] as const)
  return {
    pictures: Object.fromEntries(headers),
    texts: Object.fromEntries(await Promise.all(sizes)),
  }
}
