/**
 * The process string in the body of a "process and save" request: what follows `x-oss-process=`, still
 * percent-encoded if it came so, as `parse` takes it. Undefined when the body does not begin so.
 * The official SDKs send it raw (Python, Go, PHP, .NET) or form-encoded (Node).
 */
export function processInBody(body: string): string | undefined {
  const prefix = 'x-oss-process='
  const trimmed = body.trim()
  return trimmed.startsWith(prefix) ? trimmed.slice(prefix.length) : undefined
}
