// The peak of resident memory of processes that execute one row each, beyond that of one that is idle.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const child = fileURLToPath(new URL('child.mjs', import.meta.url))

/** Runs at a time: memory does not mind. */
const AT_ONCE = 2

/** Processes that do nothing: their peaks lie 8 MiB apart, which the least of three would add to every row. */
const IDLE_RUNS = 9

/** A child's peak begins with the memory of the process that starts it, so a small one does. */
const SMALL_PARENT = ['-c', '"$0" "$@"; exit $?']

/** Measures rows, each `runs` times, of which the median counts: how threads meet decides what is in memory at a time. */
export async function measureMemory(folder, rows, runs) {
  const idle = middleOf(await byPeak(folder, undefined, IDLE_RUNS))
  const measured = new Array(rows.length)
  const queue = rows.entries()
  const work = async () => {
    for (const [index, row] of queue) {
      const { peak, plan, sources } = middleOf(await byPeak(folder, row, runs))
      measured[index] = { row, plan, sources, bytes: peak - idle.peak }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return measured
}

function middleOf(found) {
  return found[found.length >> 1]
}

/** What processes tell that execute a row, or nothing, the least peak first. */
async function byPeak(folder, row, runs) {
  const found = []
  for (let count = 0; count < runs; count++) {
    const command = [process.execPath, child, folder, ...(row ? [JSON.stringify(row)] : [])]
    const { stdout } = await run('/bin/sh', [...SMALL_PARENT, ...command])
    found.push(JSON.parse(stdout))
  }
  return found.sort((one, other) => one.peak - other.peak)
}
