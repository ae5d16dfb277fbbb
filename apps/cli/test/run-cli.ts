import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The built command. */
export const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** How the built command is called. */
export interface Call {
  readonly cwd: string
  /** Sent to standard input, which is empty by default. */
  readonly input?: Uint8Array
  readonly env?: Readonly<Record<string, string>>
}

/** What it leaves behind. */
export interface Outcome {
  readonly exitCode: number
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs the built `ossimg` as a shell would, with nothing of this process's environment but its `PATH`. */
export async function runCli(args: readonly string[], { cwd, input, env = {} }: Call): Promise<Outcome> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
  })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk) => stdout.push(chunk))
  child.stderr.on('data', (chunk) => stderr.push(chunk))
  // A command that fails before it reads closes its end.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [exitCode] = await once(child, 'close')
  return { exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }
}
