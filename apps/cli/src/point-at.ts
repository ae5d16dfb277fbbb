import { visible } from './visible.ts'

const ZERO_WIDTH = /\p{Mn}|\p{Me}|\p{Cf}/u
const HALF_WIDTH_KANA = /[\uff61-\uff9f]/
const DOUBLE_WIDTH =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u

/**
 * Two lines: `text`, and a caret under the character at `index` (UTF-16 code units; the text's length
 * points behind it).
 */
export function pointAt(text: string, index: number): string {
  return `${visible(text)}\n${' '.repeat(displayWidth(visible(text.slice(0, index))))}^`
}

/** Columns that a terminal needs for a text, roughly: CJK and emoji take two, combining marks none. */
function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += characterWidth(character)
  return width
}

function characterWidth(character: string): number {
  if (ZERO_WIDTH.test(character)) return 0
  if (HALF_WIDTH_KANA.test(character)) return 1
  return DOUBLE_WIDTH.test(character) ? 2 : 1
}
