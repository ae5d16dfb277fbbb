import type { FontOptions } from '@ossimg/engine'
import { type Decoder, type DecoderEnded, startDecoder } from './decoder.ts'
import { errorOf } from './failure.ts'
import type { WearLimits } from './wear.ts'

/** What a fleet is to be. */
export interface FleetOptions {
  /** How many processes. */
  readonly count: number
  /** How many of them are enough to begin with. */
  readonly enough: number
  readonly fonts: FontOptions | undefined
  /** When one is to be replaced. */
  readonly wear: WearLimits
  /** A process can be taken. */
  ready(): void
  /** So many starts in a row have failed, with no process left. The fleet keeps trying. */
  failing(failures: number, reason: unknown): void
  /** One that had no work has ended by itself, and will be replaced. */
  lost(reason: DecoderEnded): void
}

/** Processes that are kept running: one that ends is replaced, and one at a time of those that are worn. */
export interface Fleet {
  /** Resolves when enough are ready, rejects when no process can be started. */
  readonly begun: Promise<void>
  /** The one of those without work that had work last, so that the others' memory can be used for something else. */
  take(): Decoder | undefined
  /** Gives one back that has no work any more. */
  give(decoder: Decoder): void
  /** Can nothing be started, and nothing is left? */
  readonly isFailing: boolean
  /** Of all that run. */
  readonly pids: readonly number[]
  /** Processes that have begun, with and without work. */
  readonly ready: number
  /** Processes started so far. */
  readonly starts: number
  /** How many of them were replaced because they were worn. */
  readonly replaced: number
  /** Ends all; resolves when they are gone. */
  close(): Promise<void>
}

/** How far a process is with its beginning. */
interface Beginning {
  readonly isOver: boolean
  /** Why it will never be over. */
  readonly error?: unknown
}

/** Starts in a row that must fail until those who wait are told. */
const PATIENCE = 5

/** Milliseconds that a process may take to begin. */
const START_LIMIT = 20_000

/** Milliseconds before a start that follows a failed one; doubled with each more, up to the longest. */
const FIRST_PAUSE = 100
const LONGEST_PAUSE = 10_000

/** Starts processes, and goes on doing so. */
export function startFleet({ count, enough, fonts, wear, ...events }: FleetOptions): Fleet {
  /** All that run, in the order of their start. */
  const running = new Map<Decoder, Beginning>()
  /** Without work; the last one worked last. */
  const idle: Decoder[] = []
  let starts = 0
  let replaced = 0
  let failures = 0
  let pause: NodeJS.Timeout | undefined
  let isClosed = false

  let succeed = () => {}
  let giveUp = (_: unknown) => {}
  const begun = new Promise<void>((resolve, reject) => {
    succeed = resolve
    giveUp = reject
  })

  const ready = () => [...running.values()].filter(({ isOver }) => isOver).length
  const isFailing = () => failures >= PATIENCE && ready() === 0

  function fill(): void {
    if (isClosed || pause || running.size >= count) return
    if (failures === 0) {
      while (running.size < count && failures === 0) startOne()
      return
    }
    pause = setTimeout(
      () => {
        pause = undefined
        if (!isClosed && running.size < count) startOne()
      },
      Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE),
    )
  }

  function startOne(): void {
    starts += 1
    try {
      const decoder = startDecoder()
      running.set(decoder, { isOver: false })
      void decoder.ended.then((reason) => remove(decoder, reason))
      void begin(decoder)
    } catch (error) {
      fail(error)
    }
  }

  async function begin(decoder: Decoder): Promise<void> {
    const timer = setTimeout(() => decoder.kill(), START_LIMIT)
    try {
      const { answer } = await decoder.ask({ order: { type: 'begin', fonts, wear }, parts: [] })
      if (answer.type === 'failed') throw errorOf(answer.failure)
      running.set(decoder, { isOver: true })
      failures = 0
      idle.unshift(decoder)
      fill()
      if (ready() >= enough) succeed()
      events.ready()
    } catch (error) {
      if (running.has(decoder)) running.set(decoder, { isOver: false, error })
      decoder.kill()
    } finally {
      clearTimeout(timer)
    }
  }

  function remove(decoder: Decoder, reason: DecoderEnded): void {
    const beginning = running.get(decoder)
    running.delete(decoder)
    const at = idle.indexOf(decoder)
    if (at >= 0) {
      idle.splice(at, 1)
      if (!isClosed) events.lost(reason)
    }
    if (beginning?.isOver) fill()
    else fail(beginning?.error ?? reason)
  }

  function fail(reason: unknown): void {
    if (isClosed) return
    failures += 1
    fill()
    if (!isFailing()) return
    giveUp(reason)
    events.failing(failures, reason)
  }

  fill()
  return {
    begun,
    take() {
      for (let decoder = idle.pop(); decoder; decoder = idle.pop()) if (!decoder.isEnding) return decoder
      return undefined
    },
    give(decoder) {
      if (decoder.isEnding) return
      if (!decoder.isWorn || ready() < count) {
        idle.push(decoder)
        return
      }
      replaced += 1
      decoder.kill()
    },
    get isFailing() {
      return isFailing()
    },
    get pids() {
      return [...running.keys()].flatMap(({ pid }) => pid ?? [])
    },
    get ready() {
      return ready()
    },
    get starts() {
      return starts
    },
    get replaced() {
      return replaced
    },
    async close() {
      isClosed = true
      clearTimeout(pause)
      for (const decoder of running.keys()) decoder.kill()
      await Promise.all([...running.keys()].map(({ ended }) => ended))
    },
  }
}
