import { readFileSync } from 'node:fs'

/** When a process that decodes had better be replaced. */
export interface WearLimits {
  /** Bytes that it may keep beyond what it had when it began. */
  readonly growth: number
  /** Milliseconds of CPU time that it works at least: a new one costs some hundred. */
  readonly work: number
}

/**
 * Fonts, and code and tables that pictures need, are 10 to 20 MiB. Beyond that are holes: malloc gives free memory back
 * from the end only, and something small that stays there keeps all that large animations have left below it.
 */
export const WEAR_LIMITS: WearLimits = { growth: 24 * 1024 ** 2, work: 60_000 }

/** Looks in a row at which it must hold too much: what is over may not have been collected yet, or a picture be in work. */
const LOOKS = 8

/** Tells whether this process keeps much more memory than it needs. */
export interface WearMeter {
  /** To be called now and then, when what is over has just been collected. */
  look(): void
  readonly isWorn: boolean
}

/**
 * Begins with what the process has now.
 *
 * @param read bytes that are the process's own. Default: as Linux tells them; elsewhere nothing is ever worn.
 * @param worked ms of CPU time so far.
 */
export function createWearMeter(
  { growth, work }: WearLimits,
  read: () => number | undefined = ownMemory,
  worked: () => number = cpuTime,
): WearMeter {
  const [begun, first] = [worked(), read()]
  let looks = 0
  return {
    look() {
      const bytes = read()
      const isMuch = first !== undefined && bytes !== undefined && bytes - first > growth
      looks = isMuch ? looks + 1 : 0
    },
    get isWorn() {
      return looks >= LOOKS && worked() - begun >= work
    },
  }
}

function cpuTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Bytes in memory that are not of files. Undefined where there is no such file. */
function ownMemory(): number | undefined {
  try {
    const [, kibibytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? []
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
  } catch {
    return undefined
  }
}
