/** Takes alpha out of the colours of RGBA samples that were multiplied by it, in place. */
export function unmultiply(samples: Uint8Array): void {
  for (let at = 0; at < samples.length; at += 4) {
    const alpha = samples[at + 3] ?? 0
    if (alpha === 0 || alpha === 255) continue
    for (let channel = at; channel < at + 3; channel++) {
      samples[channel] = Math.min(255, Math.round(((samples[channel] ?? 0) * 255) / alpha))
    }
  }
}
