/** What Node can be told only when it starts; `npm start` does, too. */
export const START_FLAGS = [
  // Its own code lies in large pages where the system has them, and it says nothing where it has not.
  '--use-largepages=silent',
  // MiB. The more room there is for what is new, the more of it is over when room is made: requests last for a second.
  '--max-semi-space-size=64',
]

/** Of a process, what decides whether it can begin anew, and how. */
export interface Beginning {
  readonly platform: string
  readonly execPath: string
  /** Node's own flags. */
  readonly execArgv: readonly string[]
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Is there a channel to a parent that has forked it? */
  readonly connected?: boolean
  /** Becomes another program, as Node can since 22.15 where systems are like Unix. */
  readonly execve?: (file: string, args: readonly string[], env: Record<string, string>) => never
}

/**
 * Begins anew with Node's code in large pages, as between two pictures the processor has forgotten where the small ones
 * are, and with room for new objects: the server answers some percent more with either. Does nothing where that has been
 * done, or was decided by whoever started the process, or would lose what connects it with a parent.
 */
export function beginWithFlags({
  platform,
  execPath,
  execArgv,
  argv,
  env,
  connected,
  execve,
}: Beginning): void {
  const given = [...execArgv, env.NODE_OPTIONS ?? ''].join(' ')
  const missing = START_FLAGS.filter((flag) => !given.includes(flag.replace(/=.*/, '')))
  if (platform !== 'linux' || !execve || connected || missing.length === 0) return
  const kept = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  execve(execPath, [execPath, ...missing, ...execArgv, ...argv.slice(1)], Object.fromEntries(kept))
}
