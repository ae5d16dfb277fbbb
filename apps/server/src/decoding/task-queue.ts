import type { Answered } from './decoder.ts'
import type { Sent } from './messages.ts'

/** What a process is to do. */
export interface Work {
  readonly sent: Sent
  /** Does it go before those that are not? */
  readonly isQuick: boolean
  /** What is to blame if the process ends. */
  readonly subject: string | undefined
  /** Names what is made of the subject. Undefined: nothing, it is looked at. */
  readonly variant?: () => string
  /** How long it should take by itself, ms. */
  readonly expectedMs: number
}

/** Work, and who waits for it. */
export interface Task extends Work {
  /** How often it has been given to a process that turned out to be dead already. */
  attempts: number
  resolve(answered: Answered): void
  reject(error: unknown): void
}

/** Tasks that wait for a process: the quick ones first, else in the order in which they came. */
export interface TaskQueue {
  add(task: Task): void
  /** The one that is next. */
  readonly first: Task | undefined
  /** Was it waiting? It does not any more. */
  remove(task: Task): boolean
  /** Takes all out. */
  clear(): readonly Task[]
  readonly length: number
}

/** An empty queue. */
export function createTaskQueue(): TaskQueue {
  const [quick, others] = [new Set<Task>(), new Set<Task>()]
  return {
    add: (task) => (task.isQuick ? quick : others).add(task),
    get first() {
      const [task] = quick.size > 0 ? quick : others
      return task
    },
    remove: (task) => quick.delete(task) || others.delete(task),
    clear() {
      const all = [...quick, ...others]
      quick.clear()
      others.clear()
      return all
    },
    get length() {
      return quick.size + others.size
    },
  }
}
