// The process that asks: it does what its parent sends it and sends back what came of it.
import { burst } from './burst.mjs'
import { closedLoop } from './closed-loop.mjs'
import { openLoop } from './open-loop.mjs'

const KINDS = { closed: closedLoop, open: openLoop, burst }

process.on('message', async ({ id, kind, job }) => {
  try {
    process.send({ id, result: await KINDS[kind](job) })
  } catch (error) {
    process.send({ id, error: String(error?.stack ?? error) })
  }
})
process.on('disconnect', () => process.exit())
