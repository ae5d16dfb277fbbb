import type { Raw } from './pixels/raw.ts'
import { renderText } from './text.ts'

export { type FontOptions, type Fonts, useFonts } from './fonts/current.ts'

/** A code point that will never have a glyph: in its place stands a frame around its number. */
const UNASSIGNED = '\ufdd0'

/**
 * Do the fonts in use have Chinese glyphs? A renderer without them draws frames and reports nothing, so this draws two
 * characters and compares them with each other and with such a frame.
 */
export async function fontsWork(): Promise<boolean> {
  const draw = (content: string) =>
    renderText({ content, font: '', size: 40, color: '000000', shadow: 0, rotate: 0 })
  const [frame, first, second] = await Promise.all([draw(UNASSIGNED), draw('图'), draw('片')])
  return !haveSameEdges(first, second) && !haveSameEdges(first, frame) && !haveSameEdges(second, frame)
}

/** Are two pictures of one size, with equal alpha all around? */
function haveSameEdges(one: Raw, other: Raw): boolean {
  if (one.width !== other.width || one.height !== other.height) return false
  for (let pixel = 0; pixel < one.width * one.height; pixel++) {
    const [x, y] = [pixel % one.width, Math.floor(pixel / one.width)]
    const onEdge = x === 0 || y === 0 || x === one.width - 1 || y === one.height - 1
    if (onEdge && one.data[pixel * 4 + 3] !== other.data[pixel * 4 + 3]) return false
  }
  return true
}
