import { GRAMMAR_LIMITS } from '@ossimg/grammar'

/**
 * Whether a text can be a style's content. Any clean text can: whether it is a process shows when it is used. Source: OSS,
 * Image Processing, "PutStyle".
 */
export function isStyleContent(text: string): boolean {
  return text !== '' && !/[; ()'*?]/.test(text) && Buffer.byteLength(text) <= GRAMMAR_LIMITS.bytes
}
