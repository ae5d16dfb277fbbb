import type { FastifyBaseLogger } from 'fastify'

/** What parts that are older than the app's log write to. */
export type PartLog = Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>

/** A log that can be handed out before there is one. */
export interface LateLog extends PartLog {
  /** From now on everything goes there. */
  use(log: PartLog): void
}

/** A log that says nothing until it is told where to. What goes wrong before that is thrown. */
export function lateLog(): LateLog {
  let target: PartLog | undefined
  const write =
    (level: keyof PartLog) =>
    (...line: unknown[]) =>
      target?.[level](...(line as [object, string]))
  return {
    use: (log) => {
      target = log
    },
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  }
}
