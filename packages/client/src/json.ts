/** The members of a JSON object; undefined if the text is none. */
export function parseJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const document: unknown = JSON.parse(text)
    return typeof document === 'object' && document !== null && !Array.isArray(document)
      ? { ...document }
      : undefined
  } catch {
    return undefined
  }
}
