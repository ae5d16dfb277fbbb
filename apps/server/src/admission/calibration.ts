import type { Job, Lane } from './job.ts'

/** No machine is believed to be faster or slower than this. */
const FASTEST = 0.2
const SLOWEST = 20

/** A single job moves the estimate as if it were off by no more than this: a stall says nothing of the machine. */
const OUTLIER = 4

/** Expected time of a job that counts in full, ms; shorter ones are mostly overhead and noise. */
const TELLING_MS = 100
const LEAST_WEIGHT = 0.1

/** How many jobs in full the estimate remembers. */
const MEMORY = 16

interface Evidence {
  readonly ratio: number
  readonly weight: number
}

/** Learns what jobs take on this machine, for either lane by itself: short jobs have another overhead than long ones. */
export class Calibration {
  readonly #slots: Readonly<Record<Lane, number>>
  #evidence: Partial<Record<Lane, Evidence>> = {}

  /** @param slots how many jobs of each lane share the processors at most. Default: the same number. */
  constructor(slots: Readonly<Record<Lane, number>> = { cheap: 1, heavy: 1 }) {
    this.#slots = slots
  }

  /**
   * Real over expected time, 0.2 to 20. A lane of which nothing is known is taken to be like the other, but for the
   * number of those who share the processors; at first 1.
   */
  slowness(lane: Lane): number {
    const known = this.#evidence[lane]?.ratio
    if (known !== undefined) return known
    const other: Lane = lane === 'cheap' ? 'heavy' : 'cheap'
    const ratio = this.#evidence[other]?.ratio ?? 1
    const shared = (ratio * this.#slots[lane]) / this.#slots[other]
    // Who is alone takes as long whatever the number of slots.
    return clamp(shared, Math.min(1, ratio), Math.max(1, ratio))
  }

  /** Both lanes in one figure, for a person to read. */
  get overall(): number {
    const { cheap, heavy } = this.#evidence
    if (!cheap || !heavy) return this.slowness('cheap')
    return (cheap.ratio * cheap.weight + heavy.ratio * heavy.weight) / (cheap.weight + heavy.weight)
  }

  /**
   * Takes account of a job that ended.
   *
   * @param busy part of the slots that were in use, to 1: what holds under load counts most.
   */
  observe({ lane, cpuMs }: Job, realMs: number, busy: number): void {
    const before = this.slowness(lane)
    const known = this.#evidence[lane]?.weight ?? LEAST_WEIGHT
    const added = busy * clamp(cpuMs / TELLING_MS, LEAST_WEIGHT, 1)
    const weight = Math.min(known + added, MEMORY)
    const ratio = clamp(realMs / cpuMs, before / OUTLIER, before * OUTLIER)
    const after = before + (ratio - before) * Math.min(1, added / weight)
    this.#evidence[lane] = { ratio: clamp(after, FASTEST, SLOWEST), weight }
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
