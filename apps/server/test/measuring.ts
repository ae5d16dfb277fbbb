import { readdir } from 'node:fs/promises'
import sharp from 'sharp'

/** Runs `work` and counts the jobs the image library was given meanwhile, each once when it began and once when it ended. */
export async function countingPixels<Result>(work: () => Promise<Result>): Promise<[Result, number]> {
  let jobs = 0
  const count = () => {
    jobs += 1
  }
  sharp.queue.on('change', count)
  try {
    return [await work(), jobs]
  } finally {
    sharp.queue.off('change', count)
  }
}

/** How many files and sockets this process, the server in it, holds open. */
export async function openFiles(): Promise<number> {
  return (await readdir('/dev/fd')).length
}

/** The shortest of three times, in milliseconds: the others tell of the machine. */
export async function bestOfThree(work: () => Promise<unknown>): Promise<number> {
  await work()
  const times: number[] = []
  for (let count = 0; count < 3; count++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return Math.min(...times)
}
