import type { ServerResponse } from 'node:http'
import { addAbortSignal, type Readable } from 'node:stream'
import { LightController, type LightSignal } from '../signals.ts'

/** A signal, made when it is first asked for, that aborts when the client goes away before it has its answer. */
export function departure(response: ServerResponse): () => LightSignal {
  let leaving: LightController | undefined
  return () => {
    if (leaving) return leaving
    const controller = new LightController()
    leaving = controller
    whenLeft(response, () => controller.abort())
    return controller
  }
}

/** A stream that fails when the client goes away before it has its answer. */
export function untilDeparture(response: ServerResponse, content: Readable): Readable {
  // Whoever reads is told; until somebody does, the failure must not be an event that nobody hears.
  content.on('error', () => {})
  const leaving = new AbortController()
  whenLeft(response, () => leaving.abort())
  return addAbortSignal(leaving.signal, content)
}

/** Calls when the client goes away before it has its answer, at once if it is gone; maybe twice. */
function whenLeft(response: ServerResponse, act: () => void): void {
  const { socket } = response.req
  const leave = () => {
    if (!response.writableFinished) act()
  }
  if (response.destroyed || socket.destroyed) leave()
  // An answer behind another one of its connection is never told that this has closed.
  socket.once('close', leave)
  response.once('close', () => {
    socket.off('close', leave)
    leave()
  })
}
