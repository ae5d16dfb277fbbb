import { connect } from 'node:net'

/** What came back for a request that may be none. */
export interface Outcome {
  /** All bytes until the end, answers to what else was in the request included. */
  readonly bytes: Buffer
  /** From the connection to its end. */
  readonly milliseconds: number
  /** Whether the server let the connection stand until the limit. */
  readonly hung: boolean
}

/** Milliseconds after which a client says that it has no more to send. */
const PATIENCE = 25

/** Sends bytes on a connection of their own, says some time later that there are no more, and reads to the end. */
export function send(port: number, request: Buffer, limit: number): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const begin = performance.now()
    const received: Buffer[] = []
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const finish = (hung: boolean) => {
      clearTimeout(patience)
      clearTimeout(deadline)
      // A reset leaves no port behind in TIME_WAIT: there are not enough for so many connections.
      socket.resetAndDestroy()
      resolve({ bytes: Buffer.concat(received), milliseconds: performance.now() - begin, hung })
    }
    let patience: NodeJS.Timeout | undefined
    const deadline = setTimeout(() => finish(true), limit)
    socket.on('connect', () => {
      socket.write(request)
      patience = setTimeout(() => socket.end(), PATIENCE)
    })
    socket.on('data', (chunk) => {
      received.push(chunk)
      if (isWhole(Buffer.concat(received))) finish(false)
    })
    socket.on('end', () => finish(false))
    socket.on('error', (error) => {
      if ('code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) finish(false)
      else reject(error)
    })
  })
}

/** Whether there is one answer with all of its body, and nothing behind it. */
function isWhole(bytes: Buffer): boolean {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return false
  const head = bytes.toString('latin1', 0, end)
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? []
  return length !== undefined && !/^HTTP\/1\.1 1/.test(head) && bytes.length === end + 4 + Number(length)
}

/** The status codes of the answers, in their order; those of 100-continue are left out. */
export function statuses(bytes: Buffer): number[] {
  const codes: number[] = []
  let rest = bytes
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n')
    const head = rest.toString('latin1', 0, end < 0 ? rest.length : end)
    const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(head) ?? []
    if (status === undefined || end < 0) return codes
    if (status !== '100') codes.push(Number(status))
    const [, length = '0'] = /\r\ncontent-length: (\d+)/i.exec(head) ?? []
    const next = rest.subarray(end + 4)
    // An answer to HEAD tells a length and has no body.
    rest = next.subarray(0, 9).toString() === 'HTTP/1.1 ' ? next : next.subarray(Number(length))
  }
  return codes
}
