import { onAbort, type Signal } from '../signals.ts'
import type { Admission, AdmissionLimits, AdmissionState, ExpectedCost } from './admission.ts'
import { Calibration } from './calibration.ts'
import { type Clock, machineClock } from './clock.ts'
import { type Job, jobOf, type Lane } from './job.ts'
import { choose, Turns } from './lanes.ts'
import { type Busy, predictWait, type Situation } from './prediction.ts'
import { type Place, Queue, type Waiter } from './queue.ts'
import { busy, tooMuchWork } from './refusal.ts'
import { heavySlots, Room, type Running } from './room.ts'

/** What only tests have reason to set. */
export interface AdmissionOptions {
  /** Default: the machine's. */
  readonly clock?: Clock
}

/**
 * Admits by expected cost.
 *
 * @throws RangeError for limits that would admit nothing.
 */
export function openAdmission(
  limits: AdmissionLimits,
  { clock = machineClock }: AdmissionOptions = {},
): Admission {
  const { jobs, heavyJobs = 1, bytes, queueMs, jobMs } = limits
  const areCounts = [jobs, heavyJobs].every((count) => Number.isInteger(count) && count >= 1)
  if (!(areCounts && bytes >= 1 && queueMs >= 0 && jobMs > 0))
    throw new RangeError(
      'Limits of admission: jobs, heavyJobs and bytes of at least 1, queueMs from 0, jobMs above 0.',
    )
  return new CostAdmission(limits, clock)
}

/**
 * Part of `queueMs` that a predicted wait may take. Under overload everyone who is let in is let in at this very limit,
 * and a prediction is as often too low as too high: without a margin, half of them would wait in vain.
 */
const PREDICTED_PART = 0.75

/** After this long without a heavy job, ms, what was learnt of them does not keep out one that should do in time. */
const FORGIVEN_AFTER = 60_000

/** Milliseconds since a refusal in which there may well be more. */
const LATELY = 1000

/** What asks for nothing but a turn. */
const NO_COST: ExpectedCost = { cpuMs: 0, bytes: 0 }

class CostAdmission implements Admission {
  readonly #limits: AdmissionLimits
  readonly #clock: Clock
  readonly #room: Room
  readonly #turns: Turns
  readonly #calibration: Calibration
  readonly #queues: Readonly<Record<Lane, Queue>> = { cheap: new Queue(), heavy: new Queue() }
  readonly #deadlines: Partial<Record<Lane, () => void>> = {}
  #cheapWaitsSince = 0
  #heavyTriedAt = -Infinity
  #refused = 0
  #busyAt = -Infinity
  /** Jobs that have passed in this very moment: they come to wait before the next moment's are checked. */
  #checked = 0
  /** Whether what was found out in this moment is still to be forgotten. */
  #isMoment = false
  /** What was said to the last one who did not pass, for as long as nothing can have changed. */
  #refusal: Error | undefined

  constructor(limits: AdmissionLimits, clock: Clock) {
    this.#limits = limits
    this.#clock = clock
    this.#room = new Room(limits)
    this.#turns = new Turns(limits.jobs)
    this.#calibration = new Calibration({ cheap: limits.jobs, heavy: heavySlots(limits) })
  }

  get state(): AdmissionState {
    const { cheap, heavy } = this.#queues
    return {
      running: this.#room.running.size,
      waiting: cheap.length + heavy.length,
      bytes: this.#room.bytes,
      refused: this.#refused,
      slowness: this.#calibration.overall,
    }
  }

  get isRefusing(): boolean {
    return this.#clock.now() - this.#busyAt < LATELY
  }

  get backlogMs(): number {
    return (this.#queues.cheap.work * this.#calibration.slowness('cheap')) / this.#limits.jobs
  }

  check(): void {
    if (this.#refusal) throw this.#refuse(this.#refusal)
    const job = this.#jobOf(NO_COST)
    if (this.#mayStart(job)) return
    const { work, length } = this.#queues.cheap
    const wait = this.#wait(job.lane, length === 0 ? 0 : (this.#checked * work) / length)
    this.#forgetSoon()
    if (this.#isTooLong(wait)) {
      this.#refusal = this.#refuseBusy(wait)
      throw this.#refusal
    }
    this.#checked += 1
  }

  /** Ends this very moment, as soon as all that has come in in it was looked at. */
  #forgetSoon(): void {
    if (this.#isMoment) return
    this.#isMoment = true
    this.#clock.after(0, () => {
      this.#isMoment = false
      this.#checked = 0
      this.#refusal = undefined
    })
  }

  async run<Result>(
    cost: ExpectedCost,
    work: (expectedMs: number) => Promise<Result>,
    signal: Signal,
  ): Promise<Result> {
    signal.throwIfAborted()
    const job = this.#jobOf(cost)
    this.#checkWork(job)
    const running = this.#mayStart(job) ? this.#start(job) : await this.#turn(job, signal)
    let succeeded = false
    try {
      signal.throwIfAborted()
      const result = await work(running.expectedMs)
      succeeded = true
      return result
    } finally {
      this.#end(running, succeeded)
    }
  }

  #jobOf(cost: ExpectedCost): Job {
    return jobOf(cost, this.#calibration.slowness('cheap'), this.#limits)
  }

  #expectedMs({ lane, cpuMs }: Job): number {
    return cpuMs * this.#calibration.slowness(lane)
  }

  /** Throws for a job that would not be done in time. */
  #checkWork(job: Job): void {
    const { jobMs } = this.#limits
    const expected = this.#expectedMs(job)
    if (expected <= jobMs) return
    // Whoever runs none never learns that they have become faster.
    const isForgiven = this.#clock.now() - this.#heavyTriedAt > FORGIVEN_AFTER
    if (isForgiven && job.cpuMs <= jobMs) return
    throw this.#refuse(tooMuchWork(expected, jobMs))
  }

  /** Throws for a lane in which a newcomer's turn would come too late. */
  #checkWait(lane: Lane): void {
    const wait = this.#wait(lane)
    if (this.#isTooLong(wait)) throw this.#refuseBusy(wait)
  }

  #isTooLong(waitMs: number): boolean {
    return waitMs >= PREDICTED_PART * this.#limits.queueMs
  }

  #refuse<Refusal extends Error>(refusal: Refusal): Refusal {
    this.#refused += 1
    return refusal
  }

  #refuseBusy(waitMs: number): Error {
    this.#busyAt = this.#clock.now()
    return this.#refuse(busy(waitMs))
  }

  /** Whether a newcomer has its turn at once. */
  #mayStart(job: Job): boolean {
    if (this.#queues[job.lane].length > 0) return false
    return choose({ ...this.#first(), [job.lane]: job }, this.#turns.isHeavyDue, this.#room) === job
  }

  #first(): Record<Lane, Job | undefined> {
    return { cheap: this.#queues.cheap.first?.job, heavy: this.#queues.heavy.first?.job }
  }

  /** Resolves when the job may start, its place already taken. */
  async #turn(job: Job, signal: Signal): Promise<Running> {
    this.#checkWait(job.lane)
    return new Promise((resolve, reject) => {
      const depart = () => {
        cancel()
        this.#leave(place)
      }
      const place = this.#join({
        job,
        since: this.#clock.now(),
        enter: () => {
          depart()
          resolve(this.#start(job))
        },
        expire: () => {
          depart()
          reject(this.#refuseBusy(this.#wait(job.lane)))
        },
      })
      const cancel = onAbort(signal, () => {
        depart()
        reject(signal.reason)
        // Others may fit where this one did not.
        this.#dispatch()
      })
    })
  }

  #join(waiter: Waiter): Place {
    const { lane } = waiter.job
    const queue = this.#queues[lane]
    if (queue.length === 0) {
      if (lane === 'cheap') this.#cheapWaitsSince = waiter.since
      this.#watch(lane, waiter)
    }
    return queue.join(waiter)
  }

  #leave(place: Place): void {
    const { lane } = place.waiter.job
    const queue = this.#queues[lane]
    queue.leave(place)
    this.#refusal = undefined
    if (queue.length > 0) return
    this.#deadlines[lane]?.()
    delete this.#deadlines[lane]
  }

  /** One timer for a lane: whoever came first has waited longest. */
  #watch(lane: Lane, { since }: Waiter): void {
    const left = since + this.#limits.queueMs - this.#clock.now()
    this.#deadlines[lane] = this.#clock.after(Math.max(1, left), () => {
      delete this.#deadlines[lane]
      this.#expire(lane)
      const { first } = this.#queues[lane]
      if (first) this.#watch(lane, first)
      this.#dispatch()
    })
  }

  /** Refuses those whose time is over. */
  #expire(lane: Lane): void {
    const latest = this.#clock.now() - this.#limits.queueMs
    for (let { first } = this.#queues[lane]; first && first.since <= latest; { first } = this.#queues[lane])
      first.expire()
  }

  /** Starts all who may. */
  #dispatch(): void {
    for (;;) {
      // A timer can be late.
      this.#expire('cheap')
      this.#expire('heavy')
      const next = choose(this.#first(), this.#turns.isHeavyDue, this.#room)
      if (!next) return
      this.#queues[next.lane].first?.enter()
    }
  }

  #start(job: Job): Running {
    const now = this.#clock.now()
    const running = { job, startedAt: now, expectedMs: this.#expectedMs(job) }
    this.#room.take(running)
    this.#turns.started(job.lane, running.expectedMs * job.slots, this.#queues.cheap.length > 0)
    if (job.lane === 'heavy') this.#heavyTriedAt = now
    return running
  }

  #end(running: Running, succeeded: boolean): void {
    const realMs = this.#clock.now() - running.startedAt
    const part = this.#room.running.size / this.#limits.jobs
    // What failed or was given up tells only that it takes longer than this.
    if (succeeded || realMs > running.expectedMs) this.#calibration.observe(running.job, realMs, part)
    this.#room.give(running)
    this.#refusal = undefined
    this.#dispatch()
  }

  #wait(lane: Lane, moreWork = 0): number {
    return predictWait(lane, this.#situation(moreWork))
  }

  #situation(moreWork: number): Situation {
    const now = this.#clock.now()
    const { cheap, heavy } = this.#queues
    const heavyWork = heavy.work * this.#calibration.slowness('heavy')
    return {
      jobs: this.#limits.jobs,
      heavyJobs: this.#limits.heavyJobs,
      running: Array.from(this.#room.running, (running) => busyUntil(running, now)),
      cheapWork: (cheap.work + moreWork) * this.#calibration.slowness('cheap'),
      heavyWork,
      heavyMean: heavy.length === 0 ? 0 : heavyWork / heavy.length,
      owedMs: this.#turns.owedMs,
      cheapBacklogMs: cheap.length === 0 ? 0 : now - this.#cheapWaitsSince,
    }
  }
}

/** What has taken longer than expected is taken to need half as much again of what it is late. */
function busyUntil({ job, startedAt, expectedMs }: Running, now: number): Busy {
  const late = now - startedAt - expectedMs
  return { lane: job.lane, slots: job.slots, remainingMs: late < 0 ? -late : late / 2 }
}
