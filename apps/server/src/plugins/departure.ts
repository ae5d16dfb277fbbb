import { addAbortSignal, type Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** A signal, made when it is first asked for, that aborts when the client goes away before it has its answer. */
export function departure(reply: FastifyReply): () => AbortSignal {
  let controller: AbortController | undefined
  return () => {
    if (controller) return controller.signal
    const leaving = new AbortController()
    controller = leaving
    const { raw } = reply
    const { socket } = reply.request.raw
    const leave = () => {
      if (!raw.writableFinished) leaving.abort()
    }
    if (raw.destroyed || socket.destroyed) leave()
    // An answer behind another one of its connection is never told that this has closed.
    socket.once('close', leave)
    raw.once('close', () => {
      socket.off('close', leave)
      leave()
    })
    return leaving.signal
  }
}

/** A stream that fails when the client goes away before it has its answer. */
export function untilDeparture(reply: FastifyReply, content: Readable): Readable {
  // Whoever reads is told; until somebody does, the failure must not be an event that nobody hears.
  content.on('error', () => {})
  return addAbortSignal(departure(reply)(), content)
}
