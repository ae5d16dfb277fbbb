const BASIC_ISO_8601 = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/**
 * The moment a signed date names, or undefined if it is not a real date in one of the two forms OSS clients
 * send: RFC 1123 (`Thu, 15 Jan 2026 08:30:00 GMT`) and basic ISO 8601 (`20260115T083000Z`).
 */
export function parseDate(text: string): Date | undefined {
  const iso = text.replace(BASIC_ISO_8601, '$1-$2-$3T$4:$5:$6.000Z')
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return undefined
  // Engines read many notations and roll 31 February over, so only a text that comes back unchanged counts.
  return date.toUTCString() === text || (iso !== text && date.toISOString() === iso) ? date : undefined
}
