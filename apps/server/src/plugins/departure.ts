import { addAbortSignal, type Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { LightController, type LightSignal } from '../signals.ts'

/** A signal, made when it is first asked for, that aborts when the client goes away before it has its answer. */
export function departure(reply: FastifyReply): () => LightSignal {
  let leaving: LightController | undefined
  return () => {
    if (leaving) return leaving
    const controller = new LightController()
    leaving = controller
    whenLeft(reply, () => controller.abort())
    return controller
  }
}

/** A stream that fails when the client goes away before it has its answer. */
export function untilDeparture(reply: FastifyReply, content: Readable): Readable {
  // Whoever reads is told; until somebody does, the failure must not be an event that nobody hears.
  content.on('error', () => {})
  const leaving = new AbortController()
  whenLeft(reply, () => leaving.abort())
  return addAbortSignal(leaving.signal, content)
}

/** Calls when the client goes away before it has its answer, at once if it is gone; maybe twice. */
function whenLeft(reply: FastifyReply, act: () => void): void {
  const { raw } = reply
  const { socket } = reply.request.raw
  const leave = () => {
    if (!raw.writableFinished) act()
  }
  if (raw.destroyed || socket.destroyed) leave()
  // An answer behind another one of its connection is never told that this has closed.
  socket.once('close', leave)
  raw.once('close', () => {
    socket.off('close', leave)
    leave()
  })
}
