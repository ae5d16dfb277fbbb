import { type FontOptions, type Fonts, fontsWork, useFonts } from '@ossimg/engine'
import { ConfigError } from './config.ts'

/** Fonts in use, and how others come to use the same. */
export interface PreparedFonts {
  readonly fonts: Fonts
  readonly options: FontOptions
}

/**
 * Without fonts all but texts can be drawn, so that is no reason not to start, unless the operator named some.
 *
 * @param own a folder with fonts of the operator's own.
 * @throws ConfigError when these cannot be used.
 */
export async function prepareFonts(
  own: string | undefined,
  cacheDirectory: string,
): Promise<PreparedFonts | undefined> {
  const options = { cacheDirectory, ...(own !== undefined && { directories: [own] }) }
  try {
    const fonts = await useFonts(options)
    if (!(await fontsWork()))
      warn('Chinese texts come out as boxes, because no font here has their characters.')
    return { fonts, options }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (own !== undefined) throw new ConfigError([`OSSIMG_FONTS_DIR: ${reason}`])
    warn(`texts cannot be drawn: ${reason}`)
    return undefined
  }
}

function warn(problem: string): void {
  console.error(`ossimg-server: WARNING: ${problem}`)
  console.error('ossimg-server: Name a folder with fonts that work in OSSIMG_FONTS_DIR.')
}
