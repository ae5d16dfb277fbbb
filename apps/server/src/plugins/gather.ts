import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Take } from './take-over.ts'

/** Milliseconds that a request waits for others. */
const GATHER_MS = 8

/**
 * Passes requests on, and while it is crowded several at once: the processor has the code at hand from the second one on,
 * and most of them are to be refused, which must not take the time that pictures need. Their order stays.
 */
export function gather(isCrowded: () => boolean, take: Take): Take {
  let gathered: (readonly [IncomingMessage, ServerResponse])[] = []
  const passAll = () => {
    const all = gathered
    gathered = []
    for (const [request, response] of all) take(request, response)
  }
  return (request, response) => {
    if (gathered.length === 0 && !isCrowded()) {
      take(request, response)
      return
    }
    gathered.push([request, response])
    if (gathered.length === 1) setTimeout(passAll, GATHER_MS)
  }
}
