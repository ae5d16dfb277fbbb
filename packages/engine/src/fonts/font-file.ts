/** What a font file says about itself. */
export interface FontFile {
  /** The family by which fontconfig knows it. */
  readonly family: string
  /** Does it claim to cover simplified Chinese? */
  readonly chinese: boolean
}

/** The name that joins all weights and widths, then the one that joins four styles at most. */
const FAMILY_NAMES: readonly number[] = [16, 1]

const WINDOWS = 3
const AMERICAN_ENGLISH = 0x0409

/** The bit of the code page ranges that stands for simplified Chinese. */
const SIMPLIFIED_CHINESE = 1 << 18

/**
 * Reads a TrueType or OpenType font, of a collection the first one. Undefined when `bytes` are no such font or it is
 * damaged.
 */
export function readFont(bytes: Buffer): FontFile | undefined {
  try {
    const start = bytes.toString('latin1', 0, 4) === 'ttcf' ? bytes.readUInt32BE(12) : 0
    const name = findTable(bytes, start, 'name')
    const family = name === undefined ? undefined : readFamily(bytes, name)
    return family === undefined ? undefined : { family, chinese: claimsChinese(bytes, start) }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function findTable(bytes: Buffer, start: number, tag: string): number | undefined {
  const count = bytes.readUInt16BE(start + 4)
  for (let at = start + 12; at < start + 12 + count * 16; at += 16) {
    if (bytes.toString('latin1', at, at + 4) === tag) return bytes.readUInt32BE(at + 8)
  }
  return undefined
}

interface NameRecord {
  readonly language: number
  readonly id: number
  readonly text: string
}

/** The family in English where it is given in English. */
function readFamily(bytes: Buffer, table: number): string | undefined {
  const records = windowsNames(bytes, table)
  for (const id of FAMILY_NAMES) {
    const named = records.filter((record) => record.id === id)
    const english = named.find(({ language }) => language === AMERICAN_ENGLISH)
    const found = english ?? named[0]
    if (found !== undefined) return found.text
  }
  return undefined
}

/** The names kept for Windows, which every font has, in UTF-16. */
function windowsNames(bytes: Buffer, table: number): readonly NameRecord[] {
  const records: NameRecord[] = []
  const count = bytes.readUInt16BE(table + 2)
  const texts = table + bytes.readUInt16BE(table + 4)
  for (let at = table + 6; at < table + 6 + count * 12; at += 12) {
    if (bytes.readUInt16BE(at) !== WINDOWS) continue
    const from = texts + bytes.readUInt16BE(at + 10)
    const text = Buffer.from(bytes.subarray(from, from + (bytes.readUInt16BE(at + 8) & ~1)))
    records.push({
      language: bytes.readUInt16BE(at + 4),
      id: bytes.readUInt16BE(at + 6),
      text: text.swap16().toString('utf16le'),
    })
  }
  return records
}

function claimsChinese(bytes: Buffer, start: number): boolean {
  const table = findTable(bytes, start, 'OS/2')
  if (table === undefined || bytes.readUInt16BE(table) === 0) return false
  return (bytes.readUInt32BE(table + 78) & SIMPLIFIED_CHINESE) !== 0
}
