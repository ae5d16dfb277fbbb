/** Seven days, in seconds. Source: OSS, "Add signatures to URLs" (V4) and "POST V4 signature". */
export const LONGEST_LIFETIME = 604_800

/** What to say of a lifetime that OSS refuses. */
export const LIFETIME_MESSAGE = `x-oss-expires must be an integer between 1 and ${LONGEST_LIFETIME}.`

/** Whether a URL signed with version 4 can work for so many seconds. */
export function isLifetime(seconds: number): boolean {
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_LIFETIME
}
