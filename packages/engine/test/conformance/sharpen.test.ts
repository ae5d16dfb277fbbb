import { expect, it } from 'vitest'
import { asPng, distance, drawn, pixelsOf } from '../pictures.ts'

/** A grey step: 100 on the left, 150 on the right. */
const step = () => asPng(drawn(40, 20, (x) => Array(3).fill(x < 20 ? 100 : 150)))

it.each([
  // A third of the kernel's strength falls on the column beyond the edge: 50 · 0.68 · v / 100 / 3.
  [50, 6],
  [100, 11],
  [200, 23],
  [399, 45],
])('sharpen,%i raises the contrast of an edge by %i levels on both sides', async (amount, levels) => {
  const made = await pixelsOf(await step(), `sharpen,${amount}`)
  expect(made).toMatchObject({ width: 40, height: 20, channels: 3 })
  const row = [0, 18, 19, 20, 21, 39].map((x) => made.at(x, 10)[0] ?? 0)
  // sharp cuts fractions off.
  expect(distance(row, [100, 100, 100 - levels, 150 + levels, 150, 150])).toBeLessThanOrEqual(1)
})

it('changes no flat area, up to its edges, and no alpha', async () => {
  const flat = await asPng(drawn(12, 8, () => [10, 100, 250, 128]))
  const made = await pixelsOf(flat, 'sharpen,399')
  for (let pixel = 0; pixel < 12 * 8; pixel++) {
    const color = made.at(pixel % 12, Math.floor(pixel / 12))
    // Colour under half an alpha is known to a level or two.
    expect(color[3]).toBe(128)
    expect(Math.abs((color[2] ?? 0) - 250)).toBeLessThanOrEqual(2)
  }
})
