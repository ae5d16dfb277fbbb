import type { FontOptions } from '@ossimg/engine'
import { ServerError } from '../errors.ts'
import { onAbort, type Signal } from '../signals.ts'
import { type Answered, type Decoder, DecoderEnded } from './decoder.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { rememberSuspects } from './suspects.ts'
import { createTaskQueue, type Task, type Work } from './task-queue.ts'
import type { WearLimits } from './wear.ts'

/** Where what happens to processes is written, as pino does. */
export interface DecoderLog {
  error(facts: object, message: string): void
  warn(facts: object, message: string): void
}

/** How work is given to processes. */
export interface DispatcherOptions {
  readonly log: DecoderLog
  /** Processes that work at a time. */
  readonly size: number
  /** How many of them are enough for short work, which waits behind other short work rather than for another one. */
  readonly enough: number
  readonly fonts: FontOptions | undefined
  /** When a process is to be replaced. */
  readonly wear: WearLimits
  /** Milliseconds that a task may take. */
  readonly limitMs: number
}

/** What is going on and has happened. */
export interface DecoderStatistics {
  /** Processes at work. */
  readonly busy: number
  /** Processes that can work, or do. */
  readonly ready: number
  /** Jobs that wait for a process. */
  readonly waiting: number
  /** Processes started so far. */
  readonly starts: number
  /** Processes replaced because they kept much more memory than they needed. */
  readonly replaced: number
  /** Processes that ended at work by themselves or by somebody else. */
  readonly deaths: number
  /** Jobs that took too long. */
  readonly overruns: number
  /** Processes ended because nobody waited for their work any more. */
  readonly abandoned: number
  /** Pictures that are refused for what they did. */
  readonly refused: number
}

/** Milliseconds that work without a taker must still be expected to last to be ended: a new process costs more. */
const WORTH_ENDING = 150

/** How many times as long as expected work must last to be suspicious: what was asked for may be slow. */
const SUSPICIOUS = 10

/** How often work may meet with a process that is dead already. */
const MOST_RETRIES = 5

/** Those after a SIGKILL: enough to pass by others that were killed with it, too few to exhaust memory again and again. */
const RETRIES_AFTER_KILL = 2

/**
 * Milliseconds of work that other work may wait behind, in the same process: it is begun there without a word from us, and
 * more processes at work than there are cores would take the caches from each other.
 */
const SHORT = 100

/** Why we have ended a process. */
type Reason = 'overrun' | 'abandoned' | 'closed'

/** A task in work. */
interface Run {
  readonly task: Task
  readonly decoder: Decoder
  /** ms */
  readonly started: number
  timer: NodeJS.Timeout
  /** None for a process that ends without our doing. */
  reason?: Reason
  next?: Next
}

/** What a process will do after the task in work. */
interface Next {
  /** None if the answer is for nobody. */
  task?: Task
  readonly answered: Promise<Answered>
  readonly timer: NodeJS.Timeout
}

/** Gives work to processes, one task each at a time. */
export class Dispatcher {
  /** Resolves when as many processes as work at a time are ready; rejects when none can be started. */
  readonly begun: Promise<void>
  readonly #options: DispatcherOptions
  readonly #fleet: Fleet
  readonly #queue = createTaskQueue()
  readonly #runs = new Map<Task, Run>()
  readonly #suspects = rememberSuspects()
  readonly #counts = { deaths: 0, overruns: 0, abandoned: 0 }
  #isClosed = false

  constructor(options: DispatcherOptions) {
    const { size, fonts, wear, log } = options
    this.#options = options
    this.#fleet = startFleet({
      count: size + 1,
      enough: size,
      fonts,
      wear,
      ready: () => this.#dispatch(),
      lost: (reason) => log.warn(factsOf(reason), 'a process that had no picture to decode has ended'),
      failing: (failures, reason) => {
        log.error({ failures, err: reason }, 'no process that decodes pictures can be started')
        for (const task of this.#queue.clear()) task.reject(unavailable())
      },
    })
    this.begun = this.#fleet.begun.catch(async (error: unknown) => {
      await this.close()
      throw error
    })
  }

  /**
   * Has work done.
   *
   * @throws ServerError as PictureWorker says; the signal's reason.
   */
  submit(work: Work, signal: Signal): Promise<Answered> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      this.#checkSubject(work)
      if (this.#isClosed || this.#fleet.isFailing) throw unavailable()
      const forget = onAbort(signal, () => {
        reject(signal.reason)
        this.#abandon(task)
      })
      const task: Task = {
        ...work,
        attempts: 0,
        resolve: (answered) => {
          forget()
          resolve(answered)
        },
        reject: (error) => {
          forget()
          reject(error)
        },
      }
      this.#queue.add(task)
      this.#dispatch()
    })
  }

  get pids(): readonly number[] {
    return this.#fleet.pids
  }

  get statistics(): DecoderStatistics {
    return {
      busy: this.#runs.size,
      ready: this.#fleet.ready,
      waiting: this.#queue.length + [...this.#runs.values()].filter(({ next }) => next?.task).length,
      starts: this.#fleet.starts,
      replaced: this.#fleet.replaced,
      ...this.#counts,
      refused: this.#suspects.refused,
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const task of this.#queue.clear()) task.reject(unavailable())
    for (const run of this.#runs.values()) {
      takeNext(run)?.reject(unavailable())
      end(run, 'closed')
    }
    await this.#fleet.close()
  }

  #checkSubject(work: Work): void {
    const { subject } = work
    if (subject === undefined || this.#suspects.count === 0) return
    if (!this.#suspects.isRefused(subject) && !this.#suspects.isRefused(variantOf(work) ?? '')) return
    throw new ServerError(
      'BadRequest',
      'The picture has twice ended the process that decoded it, so it is refused.',
    )
  }

  #dispatch(): void {
    for (let task = this.#queue.first; task; task = this.#queue.first) {
      const before = this.#shortRunFor(task)
      const decoder = before || this.#runs.size >= this.#options.size ? undefined : this.#fleet.take()
      if (!before && !decoder) return
      this.#queue.remove(task)
      if (before) this.#line(task, before)
      else if (decoder) this.#begin(task, decoder)
    }
  }

  /** What work had best wait behind, if anything: what ends first. */
  #shortRunFor({ expectedMs }: Task): Run | undefined {
    const { size, enough } = this.#options
    if (this.#runs.size < Math.min(size, enough) || expectedMs > SHORT) return undefined
    const now = performance.now()
    const left = (run: Run) => run.started + run.task.expectedMs - now
    return [...this.#runs.values()]
      .filter((run) => !run.next && !run.reason && !run.decoder.isWorn && Math.abs(left(run)) <= SHORT)
      .sort((one, other) => left(one) - left(other))[0]
  }

  /** Sends work after other work that is under way; what has not ended by far when it should have is left alone. */
  #line(task: Task, before: Run): void {
    const answered = before.decoder.ask(task.sent)
    answered.catch(() => {})
    const left = Math.max(0, before.started + before.task.expectedMs - performance.now())
    const timer = setTimeout(() => {
      const late = takeNext(before)
      if (late) this.#queue.add(late)
      this.#dispatch()
    }, left + SHORT)
    before.next = { task, answered, timer }
  }

  #begin(task: Task, decoder: Decoder): void {
    try {
      // Another one of the same picture may have ended its process meanwhile.
      this.#checkSubject(task)
    } catch (error) {
      task.reject(error)
      this.#fleet.give(decoder)
      return
    }
    void this.#run(task, decoder, decoder.ask(task.sent))
  }

  async #run(task: Task, decoder: Decoder, answered: Promise<Answered>): Promise<void> {
    const { limitMs } = this.#options
    const timer = setTimeout(() => this.#endSoon(run, 'overrun'), limitMs)
    const run: Run = { task, decoder, started: performance.now(), timer }
    this.#runs.set(task, run)
    try {
      task.resolve(await answered)
    } catch (error) {
      if (error instanceof DecoderEnded) this.#settle(run, error)
      else task.reject(error)
    } finally {
      clearTimeout(run.timer)
      this.#runs.delete(task)
      this.#goOn(run)
      this.#dispatch()
    }
  }

  /** Lets a process do what is next. */
  #goOn(run: Run): void {
    const { decoder, next } = run
    const task = takeNext(run)
    if (task && decoder.isEnding) this.#queue.add(task)
    else if (task && next) void this.#run(task, decoder, next.answered)
    else if (next) void this.#ignore(next, decoder)
    else this.#fleet.give(decoder)
  }

  /** Waits until a process has done what is for nobody any more, though not for ever. */
  async #ignore({ answered }: Next, decoder: Decoder): Promise<void> {
    const timer = setTimeout(() => decoder.kill(), this.#options.limitMs)
    await answered.catch(() => {})
    clearTimeout(timer)
    this.#fleet.give(decoder)
    this.#dispatch()
  }

  /** Says to whom it matters that a process has ended. */
  #settle(run: Run, ended: DecoderEnded): void {
    const { task, reason } = run
    if (reason === 'closed') task.reject(unavailable())
    else if (reason === 'abandoned') this.#counts.abandoned += 1
    else if (reason === 'overrun') this.#settleOverrun(run)
    else if (task.attempts < retriesAfter(ended, run)) this.#retry(task)
    else this.#settleDeath(task, ended)
  }

  #retry(task: Task): void {
    task.attempts += 1
    this.#queue.add(task)
  }

  /** Only what was asked for of the picture is blamed: there may be slow ways to ask for any. */
  #settleOverrun({ task, started }: Run): void {
    const { subject, expectedMs, reject } = task
    const { log, limitMs } = this.#options
    const isSuspicious = task.variant !== undefined && performance.now() - started >= SUSPICIOUS * expectedMs
    this.#counts.overruns += 1
    if (isSuspicious) this.#blame(variantOf(task))
    log.warn(
      { subject, expectedMs, limitMs, isSuspicious },
      'decoding a picture took too long, so the process was ended',
    )
    reject(new ServerError('ServiceUnavailable', `The picture took longer than ${limitMs / 1000} s.`))
  }

  #settleDeath({ subject, reject }: Task, ended: DecoderEnded): void {
    this.#counts.deaths += 1
    // Who is killed from outside, as when memory is short, has done nothing.
    if (ended.signal !== 'SIGKILL') this.#blame(subject)
    this.#options.log.error({ subject, ...factsOf(ended) }, 'a process died of the picture that it decoded')
    reject(new ServerError('InternalError', 'The process that decoded the picture ended unexpectedly.'))
  }

  #blame(subject: string | undefined): void {
    if (subject !== undefined) this.#suspects.blame(subject)
  }

  /** Ends work that nobody waits for, unless it is nearly done. */
  #abandon(task: Task): void {
    const run = this.#runs.get(task)
    if (!run) {
      const before = [...this.#runs.values()].find(({ next }) => next?.task === task)
      if (before) takeNext(before)
      else this.#queue.remove(task)
      return
    }
    const left = Math.max(0, task.expectedMs - (performance.now() - run.started))
    clearTimeout(run.timer)
    if (left > WORTH_ENDING) end(run, 'abandoned')
    else run.timer = setTimeout(() => this.#endSoon(run, 'abandoned'), left + WORTH_ENDING)
  }

  /** Ends a process in a moment, unless its answer is there and this process has just not come to read it. */
  #endSoon(run: Run, reason: Reason): void {
    setImmediate(() => {
      if (this.#runs.get(run.task) === run) end(run, reason)
    })
  }
}

/** How often work is tried again that was not begun, or whose process was killed from outside. */
function retriesAfter({ wasUnread, signal }: DecoderEnded, { next }: Run): number {
  // What was not read may be what was sent behind it.
  if (wasUnread && !next) return MOST_RETRIES
  return signal === 'SIGKILL' ? RETRIES_AFTER_KILL : 0
}

/** Names what is asked for, if a picture is. */
function variantOf({ subject, variant }: Work): string | undefined {
  return variant && `${subject} ${variant()}`
}

/** Takes the work that is next away from a process, which does it all the same if it comes to it. */
function takeNext({ next }: Run): Task | undefined {
  if (!next) return undefined
  const { task } = next
  delete next.task
  clearTimeout(next.timer)
  return task
}

function end(run: Run, reason: Reason): void {
  run.reason ??= reason
  run.decoder.kill()
}

function factsOf({ pid, signal, exitCode, lastWords }: DecoderEnded): object {
  return { pid, signal, exitCode, lastWords }
}

function unavailable(): ServerError {
  return new ServerError('ServiceUnavailable', 'No picture can be processed at the moment.')
}
