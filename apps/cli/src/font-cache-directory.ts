import { posix, win32 } from 'node:path'
import type { Io } from './io.ts'

/** The machine, as far as the place of a user's caches depends on it. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly env: Io['env']
  /** The user's own folder; undefined: there is none. */
  readonly home: string | undefined
}

/**
 * Where a user's unpacked fonts are kept: `~/.cache/ossimg/fonts` or its like in `XDG_CACHE_HOME`,
 * `~/Library/Caches/ossimg/fonts` on macOS, `ossimg\fonts` in `LOCALAPPDATA` on Windows. Undefined when
 * there is no such place. Source: the XDG Base Directory Specification and the platforms' conventions.
 */
export function fontCacheDirectory({ platform, env, home }: Machine): string | undefined {
  const below = ['ossimg', 'fonts']
  if (platform === 'win32') return env.LOCALAPPDATA ? win32.join(env.LOCALAPPDATA, ...below) : undefined
  // The specification wants relative paths ignored.
  if (platform !== 'darwin' && env.XDG_CACHE_HOME?.startsWith('/'))
    return posix.join(env.XDG_CACHE_HOME, ...below)
  const folder = platform === 'darwin' ? 'Library/Caches' : '.cache'
  return home ? posix.join(home, folder, ...below) : undefined
}
