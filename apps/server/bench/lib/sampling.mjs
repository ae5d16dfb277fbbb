// What processes take, as Linux tells it in /proc: a server is counted with all processes that it starts.
import { readdirSync, readFileSync } from 'node:fs'

/** ms of a tick of the kernel's clock for programs, which is 1/100 s wherever Node runs. */
const TICK = 10
const MIB = 1024 ** 2
const PAGE = 4096

/** The process and all that descend from it, by id; where there is no /proc it alone, and all its figures are 0. */
export function processTree(root) {
  const children = new Map()
  for (const name of attempt(() => readdirSync('/proc')) ?? []) {
    if (!/^\d+$/.test(name)) continue
    const parent = readStat(name)?.parent
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const tree = [root]
  for (const pid of tree) tree.push(...(children.get(pid) ?? []))
  return tree
}

/** ms of CPU that they have taken so far, those of their children that have ended included. */
export function cpuOf(pids) {
  return pids.reduce((sum, pid) => sum + TICK * (readStat(pid)?.ticks ?? 0), 0)
}

/** MiB that they take: what several of them share is counted once. */
export function memoryOf(pids) {
  return pids.reduce((sum, pid) => sum + (proportional(pid) ?? resident(pid) ?? 0), 0) / MIB
}

/** How many descriptors they have open. */
export function descriptorsOf(pids) {
  return pids.reduce((sum, pid) => sum + (attempt(() => readdirSync(`/proc/${pid}/fd`).length) ?? 0), 0)
}

/**
 * Looks at a process and its descendants every `interval` ms.
 *
 * @returns `stop()`, which gives the `samples` `{ at, memory, descriptors, processes }`, ms since the start, MiB.
 */
export function watch(root, interval = 250) {
  const start = performance.now()
  const samples = []
  const look = () => {
    const pids = processTree(root)
    const [memory, descriptors] = [memoryOf(pids), descriptorsOf(pids)]
    samples.push({ at: performance.now() - start, memory, descriptors, processes: pids.length })
  }
  look()
  const timer = setInterval(look, interval)
  return {
    stop: () => {
      clearInterval(timer)
      look()
      return samples
    },
  }
}

/** The most memory of some samples, MiB. */
export function peakOf(samples) {
  return Math.max(...samples.map(({ memory }) => memory))
}

function readStat(pid) {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  // The name before it may hold blanks and brackets.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  return (
    fields && {
      parent: Number(fields[1]),
      ticks: [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0),
    }
  )
}

function proportional(pid) {
  const text = attempt(() => readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))
  const [, kib] = /^Pss: *(\d+) kB/m.exec(text ?? '') ?? []
  return kib && Number(kib) * 1024
}

function resident(pid) {
  const text = attempt(() => readFileSync(`/proc/${pid}/statm`, 'latin1'))
  return text && Number(text.split(' ')[1]) * PAGE
}

/** Undefined: that process has ended, or is not ours to look at. */
function attempt(look) {
  try {
    return look()
  } catch {
    return undefined
  }
}
