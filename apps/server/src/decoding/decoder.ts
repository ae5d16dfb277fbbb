import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { KEEP_CODE } from '../tune-v8.ts'
import { childEnvironment } from './child-environment.ts'
import { createFrameReader, writeFrame } from './frames.ts'
import { type Answer, PIPE, type Reply, type Sent } from './messages.ts'
import { asBatchWork } from './scheduling.ts'

/** Beside this module where both are built; Node cannot start a process from TypeScript in all versions we support. */
const CHILD = fileURLToPath(
  import.meta.url.endsWith('.ts')
    ? new URL('../../dist/decoding/child.js', import.meta.url)
    : new URL('./child.js', import.meta.url),
)

/**
 * How Node runs a child. Pixels lie outside of JavaScript's heap, so a small one is enough, and one that is not is a
 * fault; it is told when to look for what is unused, and that is not to cost it its code.
 */
export const CHILD_FLAGS = [
  '--max-old-space-size=256',
  '--max-semi-space-size=2',
  '--v8-pool-size=1',
  '--expose-gc',
  ...KEEP_CODE,
]

/** How much rather a child is killed than others when memory is short, of 1000: it holds nothing that would be lost. */
const OOM_SCORE = '500'

/** Characters kept of what a child says at last. */
const LAST_WORDS = 2000

/** An answer and what comes with it. */
export interface Answered {
  readonly answer: Answer
  readonly parts: readonly Buffer[]
}

/** A process that decodes. */
export interface Decoder {
  /** Undefined for one that could not be started. */
  readonly pid: number | undefined
  /** Does it keep much more memory than it needs, by what it said last? */
  readonly isWorn: boolean
  /** Is it over, or about to be? */
  readonly isEnding: boolean
  /** Resolves when it is over, and never rejects. */
  readonly ended: Promise<DecoderEnded>
  /**
   * Sends an order, which is looked at when those before it are answered.
   *
   * @throws DecoderEnded when it ends before it has answered.
   */
  ask(sent: Sent): Promise<Answered>
  /** Ends it at once, whatever it does. */
  kill(): void
}

/** A process that decodes is over, and how that came. */
export class DecoderEnded extends Error {
  override readonly name = 'DecoderEnded'
  readonly pid: number | undefined
  readonly signal: NodeJS.Signals | null
  readonly exitCode: number | null
  /** What it wrote to its standard error at last. */
  readonly lastWords: string

  constructor(
    { pid, signalCode, exitCode }: Pick<ChildProcess, 'pid' | 'signalCode' | 'exitCode'>,
    lastWords: string,
    cause: unknown,
  ) {
    // What it wrote before it gave up says more than that its pipe was closed.
    const words = exitCode ? lastWords.trim() : ''
    super(`A process that decodes pictures has ended: ${signalCode ?? (words || (cause ?? exitCode))}`, {
      cause,
    })
    this.pid = pid
    this.signal = signalCode
    this.exitCode = exitCode
    this.lastWords = lastWords
  }

  /** Had it died before it could read what it was sent last? */
  get wasUnread(): boolean {
    const { cause } = this
    return (
      cause instanceof Error && 'code' in cause && (cause.code === 'EPIPE' || cause.code === 'ECONNRESET')
    )
  }
}

/** Starts a process that decodes; before anything else it is to be told to begin. Throws when there can be no process. */
export function startDecoder(): Decoder {
  const [program = process.execPath, ...parameters] = [
    ...asBatchWork(),
    process.execPath,
    ...CHILD_FLAGS,
    CHILD,
  ]
  const child = spawn(program, parameters, {
    env: childEnvironment(process.env),
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const pending: Pending[] = []
  let failure: unknown
  let isWorn = false
  let lastWords = ''
  let over: DecoderEnded | undefined

  const fail = (error: unknown) => {
    failure ??= error
    child.kill('SIGKILL')
  }
  // Before anything can throw: nobody would hear of it, and that ends the whole server.
  child.on('error', fail)
  const pipe = child.stdio?.[PIPE] as Socket | undefined
  if (!pipe) throw new Error('No process can be started: the system has no descriptors left.')
  if (child.pid !== undefined) offerToKill(child.pid)
  const read = createFrameReader(({ head, parts }) => {
    const { isWorn: worn, ...answer } = head as Reply
    isWorn = worn
    pending.shift()?.resolve({ answer, parts })
  })
  pipe.on('error', fail)
  pipe.on('data', (chunk: Buffer) => {
    try {
      read(chunk)
    } catch (error) {
      fail(error)
    }
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS)
  })
  const ended = new Promise<DecoderEnded>((resolve) => {
    child.once('close', () => {
      const ended = new DecoderEnded(child, lastWords, failure)
      over = ended
      for (const { reject } of pending.splice(0)) reject(ended)
      resolve(ended)
    })
  })

  return {
    pid: child.pid,
    ended,
    get isWorn() {
      return isWorn
    },
    get isEnding() {
      return child.killed || child.exitCode !== null || child.signalCode !== null
    },
    ask({ order, parts }) {
      return new Promise((resolve, reject) => {
        if (over) throw over
        writeFrame(pipe, { head: order, parts })
        pending.push({ resolve, reject })
      })
    },
    kill() {
      child.kill('SIGKILL')
    },
  }
}

/** Who waits for an answer. */
interface Pending {
  resolve(answered: Answered): void
  reject(error: DecoderEnded): void
}

/** Lets a child go first when memory runs out. Where the system does not let us, it is well without. */
function offerToKill(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, OOM_SCORE)
  } catch {}
}
