// What many visitors ask for: now and then something new, mostly what others have asked for lately.
import { createRandom } from '../../scripts/demo/noise.mjs'
import { spaceOf, workloadOf } from './workloads.mjs'

/** Of what is new: how often each occurs. */
export const REALISTIC = [
  [44, 'fixed photo-2'],
  [17, 'fixed-webp photo-2'],
  [15, 'square photo-2'],
  [8, 'fixed-marked photo-2'],
  [6, 'fixed screen'],
  [5, 'fixed photo-12'],
  [3, 'fixed-rounded photo-2'],
  [1, 'fixed loop'],
  [1, 'fixed-avif photo-2'],
]

/** What takes the most memory. */
export const HEAVY = [
  [3, 'turned photo-12'],
  [2, 'large-png photo-2'],
  [2, 'large-png screen'],
  [1, 'large-animation loop'],
  [1, 'large-avif photo-12'],
]

/** How many of the latest different requests are repeated: the later, the more often. */
const REMEMBERED = 3000

/**
 * A stream of requests, the same for the same `seed`: `next()` gives `{ workload, index }`, a place in the workload's
 * space. What is new is at the next place of its space.
 *
 * @param repeats the share of requests that have been asked for before.
 */
export function createMix(weighted, { repeats, copies, seed = 1 }) {
  const random = createRandom(seed)
  const entries = weighted.map(([weight, name]) => ({ weight, workload: workloadOf(name), used: 0 }))
  const whole = entries.reduce((sum, { weight }) => sum + weight, 0)
  const latest = []

  const fresh = () => {
    let at = random() * whole
    const entry = entries.find(({ weight }) => {
      at -= weight
      return at < 0
    })
    const { workload } = entry ?? entries[0]
    const chosen = entry ?? entries[0]
    if (chosen.used >= spaceOf(workload, copies)) throw new Error(`${workload.name} has no more URLs.`)
    return { workload, index: chosen.used++ }
  }

  return {
    next: () => {
      if (latest.length > 0 && random() < repeats) {
        // Evenly by the logarithm of the rank, as what is popular is asked for.
        const rank = Math.floor(latest.length ** random()) - 1
        return latest[latest.length - 1 - rank]
      }
      const request = fresh()
      latest.push(request)
      if (latest.length > REMEMBERED) latest.shift()
      return request
    },
  }
}
