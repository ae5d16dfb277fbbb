import type { FastifyReply } from 'fastify'

/** A signal, made when it is first asked for, that aborts when the client goes away before it has its answer. */
export function departure(reply: FastifyReply): () => AbortSignal {
  let controller: AbortController | undefined
  return () => {
    if (controller) return controller.signal
    const leaving = new AbortController()
    controller = leaving
    const { raw } = reply
    if (raw.destroyed) leaving.abort()
    raw.once('close', () => {
      if (!raw.writableFinished) leaving.abort()
    })
    return leaving.signal
  }
}
