// What processes take, as Linux tells it in /proc: a server is counted with all processes that it starts.
import { readdirSync, readFileSync } from 'node:fs'

/** ms of a tick of the kernel's clock for programs, which is 1/100 s wherever Node runs. */
const TICK = 10
const MIB = 1024 ** 2
const PAGE = 4096

/** The process and all that descend from it, by id; where there is no /proc it alone, and all its figures are 0. */
export function processTree(root) {
  const tree = [root]
  for (const pid of tree) tree.push(...childrenOf(pid))
  return tree
}

function childrenOf(pid) {
  const threads = attempt(() => readdirSync(`/proc/${pid}/task`)) ?? []
  return threads.flatMap((thread) => {
    const text = attempt(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')) ?? ''
    return text.split(' ').filter(Boolean).map(Number)
  })
}

/** ms of CPU that they have taken so far, those of their children that have ended included. */
export function cpuOf(pids) {
  return pids.reduce((sum, pid) => sum + TICK * (ticksOf(pid) ?? 0), 0)
}

/**
 * MiB that they take: what several of them share is counted once. The kernel looks at every page for it, which takes
 * milliseconds for each process.
 */
export function memoryOf(pids) {
  return pids.reduce((sum, pid) => sum + (proportional(pid) ?? resident(pid) ?? 0), 0) / MIB
}

/** MiB that they take but for files, which they share: the kernel keeps this count anyway. */
function anonymousOf(pids) {
  return pids.reduce((sum, pid) => sum + (anonymous(pid) ?? 0), 0) / MIB
}

/** How many descriptors they have open. */
export function descriptorsOf(pids) {
  return pids.reduce((sum, pid) => sum + (attempt(() => readdirSync(`/proc/${pid}/fd`).length) ?? 0), 0)
}

/** ms after which what processes have of files is looked up again. */
const OUTDATED = 10_000

/**
 * Looks at a process and its descendants every `interval` ms. What they have of files is looked up at the beginning, at
 * the end, for every new process and every ten seconds: more often it would take the time of those who are measured.
 *
 * @returns `stop()`, which gives the `samples` `{ at, memory, descriptors, processes }`, ms since the start, MiB.
 */
export function watch(root, interval = 1000) {
  const start = performance.now()
  const samples = []
  let known = ''
  let knownSince = 0
  let files = 0
  const look = () => {
    const pids = processTree(root)
    if (known !== pids.join() || performance.now() - knownSince >= OUTDATED) {
      known = pids.join()
      knownSince = performance.now()
      files = memoryOf(pids) - anonymousOf(pids)
    }
    const memory = files + anonymousOf(pids)
    samples.push({
      at: performance.now() - start,
      memory,
      descriptors: descriptorsOf(pids),
      processes: pids.length,
    })
  }
  look()
  const timer = setInterval(look, interval)
  return {
    stop: () => {
      clearInterval(timer)
      known = ''
      look()
      return samples
    },
  }
}

/** The most memory of some samples, MiB. */
export function peakOf(samples) {
  return Math.max(...samples.map(({ memory }) => memory))
}

function ticksOf(pid) {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  // The name before it may hold blanks and brackets.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields && [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0)
}

function proportional(pid) {
  const text = attempt(() => readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))
  const [, kib] = /^Pss: *(\d+) kB/m.exec(text ?? '') ?? []
  return kib && Number(kib) * 1024
}

function resident(pid) {
  const [, all] = pages(pid) ?? []
  return all && all * PAGE
}

/** What is resident and neither of a file nor shared. */
function anonymous(pid) {
  const [, all, shared] = pages(pid) ?? []
  return all === undefined ? undefined : (all - shared) * PAGE
}

function pages(pid) {
  return attempt(() => readFileSync(`/proc/${pid}/statm`, 'latin1'))
    ?.split(' ')
    .map(Number)
}

/** Undefined: that process has ended, or is not ours to look at. */
function attempt(look) {
  try {
    return look()
  } catch {
    return undefined
  }
}
