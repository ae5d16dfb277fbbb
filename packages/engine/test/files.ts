/** A part of a file: a segment of a JPEG, a chunk of a PNG or of a WebP. */
export interface Part {
  readonly name: string
  readonly payload: Buffer
}

/** The segments before the first scan, by their markers: `ffe0`. */
export function segmentsOf(jpg: Buffer): readonly Part[] {
  const parts: Part[] = []
  for (let at = 2; jpg.readUInt16BE(at) !== 0xffda; at += 2 + jpg.readUInt16BE(at + 2)) {
    const name = jpg.readUInt16BE(at).toString(16)
    parts.push({ name, payload: jpg.subarray(at + 4, at + 2 + jpg.readUInt16BE(at + 2)) })
  }
  return parts
}

/** The chunks of a PNG, by their names: `IHDR`. */
export function chunksOfPng(png: Buffer): readonly Part[] {
  const parts: Part[] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const payload = png.subarray(at + 8, at + 8 + png.readUInt32BE(at))
    parts.push({ name: png.toString('latin1', at + 4, at + 8), payload })
  }
  return parts
}

/** The chunks of a WebP, by their names: `VP8 `. */
export function chunksOfWebp(webp: Buffer): readonly Part[] {
  const parts: Part[] = []
  for (let at = 12; at + 8 <= webp.length; ) {
    const length = webp.readUInt32LE(at + 4)
    parts.push({ name: webp.toString('latin1', at, at + 4), payload: webp.subarray(at + 8, at + 8 + length) })
    at += 8 + length + (length % 2)
  }
  return parts
}

/** How a JPEG stores its colours: the frame's marker, and the sampling of luminance and of colour in hex. */
export function frameOf(jpg: Buffer): { marker: string; sampling: readonly string[] } {
  const frame = segmentsOf(jpg).find(({ name }) => /^ffc[0-3]$/.test(name))
  if (!frame) throw new Error('no frame')
  const count = frame.payload.readUInt8(5)
  const sampling = Array.from({ length: count }, (_, index) =>
    frame.payload.readUInt8(7 + index * 3).toString(16),
  )
  return { marker: frame.name, sampling }
}
