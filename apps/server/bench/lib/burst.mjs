// The same thing asked by many at once.
import { RawConnection, requestOf } from './raw-connection.mjs'
import { createHistogram, record } from './statistics.mjs'

/**
 * Opens all connections, then asks for `path` on each of them at once.
 *
 * @returns `statuses`, `failures`, `latencies`, and the `seconds` until the last answer.
 */
export async function burst({ port, path, connections }) {
  const result = { statuses: {}, failures: {}, latencies: createHistogram() }
  const request = requestOf(path)
  let start = 0
  const answers = []
  const clients = Array.from({ length: connections }, () => {
    let done
    answers.push(
      new Promise((resolve) => {
        done = resolve
      }),
    )
    const settle = (outcomes) => (name) => {
      outcomes[name] = (outcomes[name] ?? 0) + 1
      record(result.latencies, performance.now() - start)
      done()
    }
    const client = new RawConnection(port, {
      onAnswer: settle(result.statuses),
      onFail: settle(result.failures),
    })
    client.open()
    return client
  })
  await new Promise((resolve) => setTimeout(resolve, 300))
  start = performance.now()
  for (const client of clients) client.ask(request)
  await Promise.all(answers)
  const seconds = (performance.now() - start) / 1000
  for (const client of clients) client.close()
  return { ...result, seconds }
}
