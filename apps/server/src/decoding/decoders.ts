import { hash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { FontOptions } from '@ossimg/engine'
import { type DecoderLog, type DecoderStatistics, Dispatcher } from './dispatcher.ts'
import { errorOf } from './failure.ts'
import { type Answer, orderExecution, orderInspection, planBytes } from './messages.ts'
import { WEAR_LIMITS, type WearLimits } from './wear.ts'
import type { PictureWorker } from './worker.ts'

/** How to decode in other processes. */
export interface DecoderOptions {
  readonly log: DecoderLog
  /** Processes that work at a time; one more stands by. Default: one a core. */
  readonly size?: number | undefined
  /** How many of them are enough for short work. Default: one a core. */
  readonly enough?: number | undefined
  /** What `useFonts` was given; it must have prepared them already. Default: texts look for fonts when one is drawn. */
  readonly fonts?: FontOptions | undefined
  /** When a process is replaced. Default: when it keeps 24 MiB more than at first, after a minute of CPU time or more. */
  readonly wear?: WearLimits | undefined
  /** Milliseconds that a job may take. Default: 8000. */
  readonly limitMs?: number | undefined
}

/** Processes that decode pictures. What one of them meets with harms no other. */
export interface Decoders extends PictureWorker {
  /** How many work at a time. */
  readonly size: number
  /** Of all that run, with the one that stands by. */
  readonly pids: readonly number[]
  statistics(): DecoderStatistics
}

/** Milliseconds that a job may take. */
const LIMIT = 8000

/** Milliseconds that looking at headers or measuring a text is expected to take. */
const INSPECTION = 20

/**
 * Starts the processes; resolves when as many as will work at a time are ready.
 *
 * @throws Error when none can be started.
 */
export async function startDecoders({
  log,
  size = availableParallelism(),
  enough = availableParallelism(),
  fonts,
  wear = WEAR_LIMITS,
  limitMs = LIMIT,
}: DecoderOptions): Promise<Decoders> {
  const dispatcher = new Dispatcher({ log, size, enough, fonts, wear, limitMs })
  await dispatcher.begun

  return {
    size,
    get pids() {
      return dispatcher.pids
    },
    statistics: () => dispatcher.statistics,
    async inspect(question, signal) {
      const work = { isQuick: true, subject: question.subject, expectedMs: INSPECTION }
      const { answer } = await dispatcher.submit({ ...work, sent: orderInspection(question) }, signal)
      return expectAnswer(answer, 'inspected').inspection
    },
    async execute(job, signal) {
      const { subject, expectedMs, plan } = job
      const variant = () => hash('sha256', planBytes(plan))
      const work = { isQuick: false, subject, variant, expectedMs }
      const { answer, parts } = await dispatcher.submit({ ...work, sent: orderExecution(job) }, signal)
      const { contentType } = expectAnswer(answer, 'executed')
      const [data] = parts
      if (!data) throw new TypeError('A decoder has sent no picture.')
      return { data, contentType }
    },
    close: () => dispatcher.close(),
  }
}

/** The answer that belongs to the order. Throws the error that the process has met with. */
function expectAnswer<Type extends Answer['type']>(
  answer: Answer,
  type: Type,
): Extract<Answer, { type: Type }> {
  if (answer.type === 'failed') throw errorOf(answer.failure)
  if (!isOfType(answer, type))
    throw new TypeError(`A decoder has answered ${answer.type} instead of ${type}.`)
  return answer
}

function isOfType<Type extends Answer['type']>(
  answer: Answer,
  type: Type,
): answer is Extract<Answer, { type: Type }> {
  return answer.type === type
}
