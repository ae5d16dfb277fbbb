import type { CorsRule } from './storage/bucket-settings.ts'

/** What a browser asks before, or tells with, a request from another origin. */
export interface CorsRequest {
  readonly origin: string
  /** The method of the request itself, not OPTIONS. */
  readonly method: string
  /** Names of the request's headers; in a preflight only. */
  readonly headers: readonly string[]
}

/** The first rule that allows a request; undefined: none does. Source: OSS, "OptionObject". */
export function matchingRule(rules: readonly CorsRule[], request: CorsRequest): CorsRule | undefined {
  return rules.find(
    ({ allowedOrigins, allowedMethods, allowedHeaders }) =>
      allowedOrigins.some((pattern) => matches(pattern, request.origin)) &&
      allowedMethods.some((method) => method === request.method) &&
      request.headers.every((name) => allowedHeaders.some((pattern) => matches(pattern, name.toLowerCase()))),
  )
}

/** Whether a text is the pattern, in which one `*` stands for any characters. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*')
  if (star < 0) return pattern === text
  const [start, end] = [pattern.slice(0, star), pattern.slice(star + 1)]
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end)
}

/** What a rule lets a browser know. Source: OSS, "OptionObject". */
export function corsHeaders(rule: CorsRule, { origin, headers }: CorsRequest): Record<string, string> {
  return {
    'access-control-allow-origin': rule.allowedOrigins.includes('*') ? '*' : origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    ...listed('access-control-allow-headers', headers),
    ...listed('access-control-expose-headers', rule.exposeHeaders),
    ...(rule.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(rule.maxAgeSeconds) }),
  }
}

function listed(name: string, values: readonly string[]): Record<string, string> {
  return values.length === 0 ? {} : { [name]: values.join(', ') }
}
