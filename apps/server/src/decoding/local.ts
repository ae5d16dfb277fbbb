import { execute } from '@ossimg/engine'
import { orAbort } from '../signals.ts'
import { readContent } from './content.ts'
import { inspect } from './inspect.ts'
import type { Content, PictureWorker } from './worker.ts'

/**
 * Works in this very process: for tests, and where nothing hostile is decoded. What is under way cannot be ended, only
 * its result is dropped, and there is no limit of time.
 */
export function localWorker(): PictureWorker {
  return {
    inspect({ pictures, texts }, signal) {
      return orAbort(signal, async () => inspect({ pictures: await readAll(pictures), texts }))
    },
    execute({ plan, source, images }, signal) {
      return orAbort(signal, async () =>
        execute(plan, { source: await readContent(source), images: await readAll(images) }),
      )
    },
    async close() {},
  }
}

async function readAll(contents: Readonly<Record<string, Content>>): Promise<Record<string, Uint8Array>> {
  const read = Object.entries(contents).map(
    async ([key, content]) => [key, await readContent(content)] as const,
  )
  return Object.fromEntries(await Promise.all(read))
}
