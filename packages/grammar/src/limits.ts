/** What one process string may hold. Source: OSS, "Limits" of image processing, where not said otherwise. */
export const GRAMMAR_LIMITS = {
  /** UTF-8 bytes of the whole string, percent-decoded; the service publishes no number, ours is generous. */
  bytes: 8192,
  /** Pipes between stages. */
  pipes: 5,
  /** Operations between two pipes, or on the image of a watermark; the service publishes no number, ours is generous. */
  actions: 32,
  /** UTF-8 bytes of an object key, to save as or of the image of a watermark. */
  keyBytes: 1023,
} as const
