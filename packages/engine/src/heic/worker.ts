/**
 * The thread that libheif runs in. Every message is the bytes of a file and is answered by one `Reply`, whose pixels
 * are handed over, not copied.
 */
import { parentPort, workerData } from 'node:worker_threads'
import createLibheif from 'libheif-js/libheif-wasm/libheif-bundle.mjs'
import { HeifError } from './heap.ts'
import { decodePrimary } from './libheif.ts'
import { limitMemory } from './memory-limit.ts'
import type { Reply, WorkerSettings } from './messages.ts'

const { memory }: WorkerSettings = workerData
const limit = limitMemory(memory)
const ignore = () => {}
const libheif = createLibheif({ print: ignore, printErr: ignore })

parentPort?.on('message', (bytes: Uint8Array) => {
  const reply = decode(bytes)
  parentPort?.postMessage(reply, reply.ok ? [reply.decoded.raw.data.buffer as ArrayBuffer] : [])
})

function decode(bytes: Uint8Array): Reply {
  const refusals = limit.refusals()
  try {
    return { ok: true, decoded: decodePrimary(libheif, bytes) }
  } catch (error) {
    // What fails for want of memory does not always say so.
    const wanting = limit.refusals() > refusals
    // All but libheif's own refusals, a trap for one, leave its memory as it was at that moment.
    const refused = error instanceof HeifError
    const failure = wanting ? 'too-large' : refused ? error.failure : 'damaged'
    return { ok: false, failure, reason: String(error), broken: !refused }
  }
}
