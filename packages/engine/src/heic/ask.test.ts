import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { ask } from './ask.ts'

const started: Worker[] = []

/** A worker that runs `code`; whatever it is asked is in `message`. */
function worker(code: string, resourceLimits = {}): Worker {
  const source = `require('node:worker_threads').parentPort.on('message', (message) => { ${code} })`
  const made = new Worker(source, { eval: true, resourceLimits })
  started.push(made)
  return made
}

const REPLY = "require('node:worker_threads').parentPort.postMessage([...message])"

afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.terminate()))
})

describe('ask', () => {
  it('brings the answer, again and again, and leaves no listener behind', async () => {
    const echo = worker(REPLY)
    for (let call = 0; call < 20; call++) expect(await ask(echo, Uint8Array.of(call), 5000)).toEqual([call])
    expect(echo.listenerCount('message') + echo.listenerCount('exit')).toBe(0)
  })

  it('rejects with what the worker throws', async () => {
    const thrower = worker("throw new TypeError('broken')")
    await expect(ask(thrower, new Uint8Array(1), 5000)).rejects.toThrow('broken')
  })

  it('rejects when the worker ends', async () => {
    await expect(ask(worker('process.exit(3)'), new Uint8Array(1), 5000)).rejects.toThrow(
      'The HEIC decoder ended with code 3.',
    )
  })

  it('says that memory is short when the heap is full', async () => {
    const hog = worker('for (const kept = []; ; ) kept.push(new Array(1000).fill(kept.length + 0.5))', {
      maxOldGenerationSizeMb: 8,
      maxYoungGenerationSizeMb: 2,
    })
    await expect(ask(hog, new Uint8Array(1), 20_000)).rejects.toMatchObject({
      code: 'ImageTooLarge',
      message: 'The image takes too much memory to decode.',
    })
  }, 30_000)

  it('gives up when the time is over', async () => {
    const begun = performance.now()
    await expect(ask(worker('for (;;);'), new Uint8Array(1), 200)).rejects.toMatchObject({
      code: 'ImageTooLarge',
      message: 'The image takes too long to decode.',
    })
    expect(performance.now() - begun).toBeLessThan(2000)
  })

  it('prefers an answer that came while this thread was at work', async () => {
    const echo = worker(REPLY)
    await ask(echo, Uint8Array.of(1), 5000)
    const answer = ask(echo, Uint8Array.of(2), 30)
    const begun = performance.now()
    while (performance.now() - begun < 300);
    expect(await answer).toEqual([2])
  })
})
