/** Lets Node keep its own code in large pages where the system has them, and say nothing where it has not. */
const FLAG = '--use-largepages=silent'

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
 * Begins anew with Node's code in large pages: between two pictures the processor has forgotten where the small ones are,
 * and the server answers some percent more with them. Does nothing where that has been done, or was decided by whoever
 * started the process, or would lose what connects it with a parent.
 */
export function useLargePages({
  platform,
  execPath,
  execArgv,
  argv,
  env,
  connected,
  execve,
}: Beginning): void {
  const flags = [...execArgv, env.NODE_OPTIONS ?? ''].join(' ')
  if (platform !== 'linux' || !execve || connected || flags.includes('--use-largepages')) return
  const kept = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  execve(execPath, [execPath, FLAG, ...execArgv, ...argv.slice(1)], Object.fromEntries(kept))
}
