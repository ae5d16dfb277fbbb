// HTTP with few cycles: what asks must not take from the processors what is to be measured.
import { connect } from 'node:net'

/** What has been read is looked at before anything else is read, so all connections share one buffer. */
const READ = Buffer.allocUnsafeSlow(256 * 1024)
/** Heads are shorter. */
const LONGEST_HEAD = 4096
const NO_BODY = [204, 304]

/**
 * A connection of 127.0.0.1 that is kept alive and asks one thing at a time. A lost one is opened anew with the next
 * request.
 *
 * @param onAnswer `(status, bodyBytes)` of the request under way.
 * @param onFail `(code)` when it gets none.
 */
export class RawConnection {
  #port
  #onAnswer
  #onFail
  #socket
  #asking = false
  #head = ''
  #status = 0
  /** Bytes of the body that are still to come; undefined: the head is; Infinity: until the last chunk. */
  #left
  #bytes = 0
  #tail = ''
  #isLast = false

  constructor(port, { onAnswer, onFail }) {
    this.#port = port
    this.#onAnswer = onAnswer
    this.#onFail = onFail
  }

  /** Opens it before it is needed. */
  open() {
    if (!this.#socket) this.#socket = this.#connect()
  }

  /** Sends a whole request, Latin-1. */
  ask(request) {
    this.open()
    this.#asking = true
    this.#head = ''
    this.#left = undefined
    this.#bytes = 0
    this.#socket.write(request, 'latin1')
  }

  close() {
    this.#asking = false
    this.#socket?.destroy()
  }

  /** The server is about to close it. */
  #forget() {
    this.#isLast = false
    this.#socket.destroy()
    this.#socket = undefined
  }

  #connect() {
    const onread = { buffer: READ, callback: (count) => this.#read(count) }
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true, onread })
    let reason = 'ECONNRESET'
    socket.on('error', ({ code }) => {
      reason = code
    })
    // Without this a server that closes first would leave it half open.
    socket.on('end', () => socket.destroy())
    socket.on('close', () => {
      if (this.#socket !== socket) return
      this.#socket = undefined
      if (!this.#asking) return
      this.#asking = false
      this.#onFail(reason)
    })
    return socket
  }

  #read(count) {
    if (!this.#asking) return true
    if (this.#left === undefined) this.#readHead(count)
    else this.#readBody(0, count)
    return true
  }

  #readHead(count) {
    const before = this.#head.length
    const text = this.#head + READ.latin1Slice(0, Math.min(count, LONGEST_HEAD))
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) {
      this.#head = text
      return
    }
    this.#status = Number(text.slice(9, 12))
    const head = text.slice(0, end)
    this.#left = bodyLength(head, this.#status)
    this.#isLast = /\r\nconnection: *close/i.test(head)
    this.#readBody(end + 4 - before, count)
  }

  #readBody(start, end) {
    const count = end - start
    this.#bytes += count
    if (this.#left !== Number.POSITIVE_INFINITY) this.#left -= count
    else {
      this.#tail = (this.#tail + READ.latin1Slice(Math.max(start, end - 7), end)).slice(-7)
      if (this.#tail.endsWith('\r\n0\r\n\r\n') || this.#tail === '0\r\n\r\n') this.#left = 0
    }
    if (this.#left > 0) return
    this.#asking = false
    this.#tail = ''
    if (this.#isLast) this.#forget()
    this.#onAnswer(this.#status, this.#bytes)
  }
}

function bodyLength(head, status) {
  if (NO_BODY.includes(status)) return 0
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
  if (length !== undefined) return Number(length)
  return /\r\ntransfer-encoding: *chunked/i.test(head) ? Number.POSITIVE_INFINITY : 0
}

/** A whole GET request. */
export function requestOf(path, headers = '') {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n`
}
