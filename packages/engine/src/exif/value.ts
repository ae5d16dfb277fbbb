import { uint32 } from '../probe/bytes.ts'
import type { Field } from './directory.ts'
import { decodeComment, decodeText } from './text.ts'
import { ASCII, bytesPerValue, RATIONAL, UNDEFINED, writeNumbers } from './types.ts'

/** More numbers than this are a table, a thumbnail or a maker's own data, and would swell a report. */
export const MOST_NUMBERS = 64

const HEMISPHERES: ReadonlyMap<string, string> = new Map([
  ['N', 'North'],
  ['S', 'South'],
  ['E', 'East'],
  ['W', 'West'],
])

const HEMISPHERE_NAMES: ReadonlySet<string> = new Set([
  'GPSLatitudeRef',
  'GPSLongitudeRef',
  'GPSDestLatitudeRef',
  'GPSDestLongitudeRef',
])

const COORDINATE_NAMES: ReadonlySet<string> = new Set([
  'GPSLatitude',
  'GPSLongitude',
  'GPSDestLatitude',
  'GPSDestLongitude',
])

const COMMENT_NAMES: ReadonlySet<string> = new Set([
  'UserComment',
  'GPSProcessingMethod',
  'GPSAreaInformation',
])

/**
 * The value of a field as the service writes it: `North`, `31deg 55' 3.870" `, `2 2 0 0`, `96/1`, or plain text.
 * Undefined when there is nothing to tell, as of an empty text, or too much.
 */
export function describeValue(name: string, field: Field): string | undefined {
  const { type, payload, endian } = field
  if (type === ASCII) return present(describeText(name, decodeText(payload)))
  if (type === UNDEFINED && COMMENT_NAMES.has(name)) return present(decodeComment(payload, endian))
  if (payload.length > MOST_NUMBERS * bytesPerValue(type)) return undefined
  const coordinate = COORDINATE_NAMES.has(name) ? describeCoordinate(field) : undefined
  return coordinate ?? writeNumbers(type, payload, endian).join(' ')
}

function present(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

function describeText(name: string, text: string): string {
  return HEMISPHERE_NAMES.has(name) ? (HEMISPHERES.get(text) ?? text) : text
}

/** The units of a coordinate, and how many decimals each takes unless it is whole. */
const COORDINATE_UNITS = [
  { unit: 'deg', decimals: 7 },
  { unit: "'", decimals: 5 },
  { unit: '"', decimals: 3 },
] as const

/**
 * Degrees, minutes and seconds, a space behind each: `31deg 55' 3.870" `. Minutes and seconds are left off when all
 * from there on are zero: `0deg `. Undefined unless there are three fractions, without division by zero.
 */
function describeCoordinate({ type, payload, endian }: Field): string | undefined {
  if (type !== RATIONAL || payload.length !== 24) return undefined
  const parts = COORDINATE_UNITS.map(({ unit, decimals }, index) => ({
    unit,
    decimals,
    numerator: uint32(payload, index * 8, endian),
    denominator: uint32(payload, index * 8 + 4, endian),
  }))
  const last = parts.findLastIndex(({ numerator }) => numerator !== 0)
  const told = parts.slice(0, Math.max(1, last + 1))
  if (told.some(({ denominator }) => denominator === 0)) return undefined
  return told
    .map(({ unit, decimals, numerator, denominator }) => {
      const isWhole = numerator % denominator === 0
      return `${(numerator / denominator).toFixed(isWhole ? 0 : decimals)}${unit} `
    })
    .join('')
}
