// So many clients, each of which asks again as soon as it has its answer.
import { RawConnection, requestOf } from './raw-connection.mjs'
import { createHistogram, record } from './statistics.mjs'

/**
 * Asks for `paths` in their order until the time is up or none is left, and waits for the answers under way: an answer
 * that is not counted would be work that is not counted.
 *
 * @param job `port`, `paths`, `connections`, `seconds`; `etags`: of each path, for conditional requests; `again`: begins
 *   anew behind the last path.
 * @returns `answers`, `seconds`, `bytes`, `statuses` and `failures` by name, `latencies` by status and how many paths were
 *   `used`.
 */
export function closedLoop({ port, paths, etags, connections, seconds, again = false }) {
  const requests = paths.map((path, at) => requestOf(path, etags && `If-None-Match: ${etags[at]}\r\n`))
  const result = { answers: 0, bytes: 0, statuses: {}, failures: {}, latencies: {}, used: 0 }
  const start = performance.now()
  const deadline = start + 1000 * seconds
  let last = start

  return new Promise((resolve) => {
    let open = 0
    const next = (client) => {
      if (performance.now() < deadline && (again || result.used < requests.length)) {
        client.since = performance.now()
        client.connection.ask(requests[result.used++ % requests.length])
        return
      }
      client.connection.close()
      open -= 1
      if (open === 0) resolve({ ...result, seconds: (last - start) / 1000 })
    }
    const enter = () => {
      const client = { since: 0, connection: undefined }
      client.connection = new RawConnection(port, {
        onAnswer: (status, bytes) => {
          last = performance.now()
          result.answers += 1
          result.bytes += bytes
          result.statuses[status] = (result.statuses[status] ?? 0) + 1
          result.latencies[status] ??= createHistogram()
          record(result.latencies[status], last - client.since)
          next(client)
        },
        onFail: (code) => {
          last = performance.now()
          result.failures[code] = (result.failures[code] ?? 0) + 1
          // A server that is gone refuses at once, and would be asked for ever as fast as can be.
          setTimeout(next, 10, client)
        },
      })
      return client
    }
    const clients = Array.from({ length: connections }, enter)
    open = clients.length
    for (const client of clients) next(client)
  })
}
