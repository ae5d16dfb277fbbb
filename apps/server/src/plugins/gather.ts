import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Take } from './take-over.ts'

/**
 * Passes requests on, and those for which there is time several at once: the processor has the code at hand from the
 * second one on. Their order stays.
 *
 * @param spare gives the milliseconds that a request may wait for others; 0: it is passed on at once.
 */
export function gather(spare: () => number, take: Take): Take {
  let gathered: (readonly [IncomingMessage, ServerResponse])[] = []
  const passAll = () => {
    const all = gathered
    gathered = []
    for (const [request, response] of all) take(request, response)
  }
  return (request, response) => {
    if (gathered.length === 0) {
      const milliseconds = spare()
      if (milliseconds === 0) {
        take(request, response)
        return
      }
      setTimeout(passAll, milliseconds)
    }
    gathered.push([request, response])
  }
}
