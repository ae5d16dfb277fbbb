import { isIP } from 'node:net'

/** Whether a text is a host's name or address, in any case, without a port. */
export function isHost(text: string): boolean {
  return isIP(text) > 0 || isHostName(text)
}

/** Whether a text can be a host's name, in any case, without a port. Source: RFC 1123, 2.1. */
export function isHostName(text: string): boolean {
  return text.length <= 253 && LABELS.test(text)
}

const LABELS = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i
