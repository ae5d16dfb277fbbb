const BASIC_ISO_8601 = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** As {@link parseHttpDate} or {@link parseBasicDate}, the two forms OSS clients send. */
export function parseDate(text: string): Date | undefined {
  return parseHttpDate(text) ?? parseBasicDate(text)
}

/** The moment that RFC 1123 writes `Thu, 15 Jan 2026 08:30:00 GMT`, or undefined if it is no real date. */
export function parseHttpDate(text: string): Date | undefined {
  const date = new Date(text)
  // Engines read many notations and roll 31 February over, so only a text that comes back unchanged counts.
  return !Number.isNaN(date.getTime()) && date.toUTCString() === text ? date : undefined
}

/** The moment that basic ISO 8601 writes `20260115T083000Z`, or undefined if it is no real date. */
export function parseBasicDate(text: string): Date | undefined {
  if (!BASIC_ISO_8601.test(text)) return undefined
  const iso = text.replace(BASIC_ISO_8601, '$1-$2-$3T$4:$5:$6.000Z')
  const date = new Date(iso)
  return !Number.isNaN(date.getTime()) && date.toISOString() === iso ? date : undefined
}

/**
 * What {@link parseBasicDate} reads, without milliseconds; undefined for a date that is none or lies outside
 * the years 0 to 9999.
 */
export function formatBasicDate(date: Date): string | undefined {
  if (Number.isNaN(date.getTime())) return undefined
  const text = date.toISOString().replace(/\.\d{3}|[-:]/g, '')
  return BASIC_ISO_8601.test(text) ? text : undefined
}
