import type { IncomingMessage, Server, ServerResponse } from 'node:http'

/** Takes a request to answer it, or to see to it that somebody does. */
export type Take = (request: IncomingMessage, response: ServerResponse) => void

/** Puts something in the place of all who listen for requests so far, to whom it passes them on as it sees fit. */
export function takeOver(server: Server, inPlaceOf: (others: Take) => Take): void {
  const others = server.listeners('request')
  server.removeAllListeners('request')
  const take = inPlaceOf((request, response) => {
    for (const other of others) other.call(server, request, response)
  })
  server.on('request', take)
}
