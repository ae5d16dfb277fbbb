import { ServerError } from './errors.ts'
import type { ProtectionRule, SourceProtection } from './storage/bucket-settings.ts'

/**
 * Lets pass what its bucket does not protect: of a protected object the public sees only what styles make of it.
 * Throws `AccessDenied`. Source: OSS, Image Processing, "Source image protection".
 */
export function requireOpenSource(key: string, protection: SourceProtection | undefined): void {
  if (!protection || !isProtected(key, protection)) return
  const message = 'The channel can be only accessed using style'
  throw new ServerError('AccessDenied', message, { ec: '0040-00000031' })
}

/** Whether a key fits any of the rules or has any of the extensions, `jpg` also for `A.JPG`. */
export function isProtected(key: string, { rules, extensions }: SourceProtection): boolean {
  const dot = key.lastIndexOf('.')
  const extension = dot < 0 ? undefined : key.slice(dot + 1).toLowerCase()
  return (extension !== undefined && extensions.includes(extension)) || rules.some((rule) => fits(key, rule))
}

function fits(key: string, { prefix, suffix, ignoreCase }: ProtectionRule): boolean {
  const alike = (text: string) => (ignoreCase ? text.toLowerCase() : text)
  // Prefix and suffix may not share characters: `a.jpg` does not begin with `a.j` and end with `.jpg`.
  return (
    key.length >= prefix.length + suffix.length &&
    alike(key).startsWith(alike(prefix)) &&
    alike(key).endsWith(alike(suffix))
  )
}
