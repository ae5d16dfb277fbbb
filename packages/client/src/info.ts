import { parseJson } from './json.ts'

/**
 * What `image/info` says, every value as text: `{"FileSize":{"value":"21839"}}` is `{ FileSize: '21839' }`.
 * Undefined if it is no such document. Source: OSS, "Query image information".
 */
export function readInfo(json: string): Record<string, string> | undefined {
  const document = parseJson(json)
  if (!document) return undefined
  const entries = Object.entries(document).map(([name, property]) => [name, textOf(property)] as const)
  return entries.every(isComplete) ? Object.fromEntries(entries) : undefined
}

function textOf(property: unknown): string | undefined {
  if (typeof property !== 'object' || property === null || !('value' in property)) return undefined
  return String(property.value)
}

function isComplete(entry: readonly [string, string | undefined]): entry is readonly [string, string] {
  return entry[1] !== undefined
}
