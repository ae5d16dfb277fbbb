import type { Raw } from '../../src/pixels/raw.ts'

/**
 * A test card with smooth parts, hard edges and fine detail, so that a changed order shows. With alpha
 * it has opaque, half transparent and fully transparent parts.
 */
export function drawCard(width: number, height: number, alpha: boolean): Raw {
  const channels = alpha ? 4 : 3
  const data = new Uint8Array(width * height * channels)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels
      const u = x / width
      const v = y / height
      const stripes = (x >> 2) % 2 === 0 ? 40 : 0
      const block = u > 0.55 && u < 0.8 && v > 0.2 && v < 0.6 ? 120 : 0
      data[at] = Math.min(255, Math.round(220 * u + (v > 0.7 ? stripes : 0)))
      data[at + 1] = Math.min(255, Math.round(200 * v + block))
      data[at + 2] = Math.min(255, Math.round(128 + 100 * Math.sin(u * 9) * Math.cos(v * 7)))
      if (alpha) data[at + 3] = u < 0.15 ? 0 : u < 0.4 ? Math.round(255 * v) : 255
    }
  return { data, width, height, channels }
}
