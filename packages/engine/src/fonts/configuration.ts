import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * A fontconfig configuration that knows the fonts in `directories` and nothing of the system, so that a text looks
 * the same on every machine.
 *
 * The languages are fixed because they choose between fonts that share a character, and would else be those of the
 * environment. Packed fonts are left out because FreeType draws boxes from them, and says nothing.
 */
export function configuration(directories: readonly string[], cache: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
${directories.map((directory) => `  <dir>${escapeXml(directory)}</dir>\n`).join('')}  <cachedir>${escapeXml(cache)}</cachedir>
  <match target="pattern">
    <edit name="lang" mode="assign_replace" binding="strong"><string>zh-cn</string><string>en</string></edit>
  </match>
  <selectfont>
    <rejectfont><glob>*.woff</glob></rejectfont>
    <rejectfont><glob>*.woff2</glob></rejectfont>
  </selectfont>
</fontconfig>
`
}

/** Writes a file whole or not at all, and only if it would change: it may lie in a folder that is read-only by now. */
export async function writeWhole(file: string, content: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) === content) return
  await mkdir(dirname(file), { recursive: true })
  const temporary = `${file}.${process.pid}`
  await writeFile(temporary, content)
  await rename(temporary, file)
}

/** Text as content of an element. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
