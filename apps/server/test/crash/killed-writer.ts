import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

/** The built driver, which the writer runs. */
export const DRIVER = fileURLToPath(new URL('../../dist/storage/disk.js', import.meta.url))

const WRITER = fileURLToPath(new URL('./writer.mjs', import.meta.url))

/** What one killed writer said about a key. */
export interface KeyHistory {
  /** Seeds of changes, in the order in which they were acknowledged. */
  readonly acknowledged: string[]
  /** Begun and never acknowledged: the crash may have come before or after its commit. */
  readonly pending: Set<string>
  /** How many parts of an upload were acknowledged, by its seed. */
  readonly parts: Map<string, number>
}

/** Lets a writer work for a moment, kills it and gives what it had said, by key. */
export async function runAndKill(directory: string, round: number): Promise<ReadonlyMap<string, KeyHistory>> {
  const child = spawn(process.execPath, [WRITER, DRIVER, directory, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const lines: string[] = []
  const input = createInterface({ input: child.stdout })
  const drained = once(input, 'close')
  const opened = new Promise<void>((resolve) => {
    input.on('line', (line) => {
      lines.push(line)
      if (line === 'open') resolve()
    })
  })
  // Every fifth kill may come while the storage is still opening, and cleaning up after the last kill.
  if (round % 5 !== 4) await Promise.race([opened, exited])
  await delay(round % 5 === 4 ? 80 + Math.random() * 120 : 20 + Math.random() * 480)
  await kill(child, exited)
  await drained
  return historiesOf(lines)
}

async function kill(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  expect(child.exitCode, 'the writer failed by itself').toBeNull()
  child.kill('SIGKILL')
  await exited
}

function historiesOf(lines: readonly string[]): ReadonlyMap<string, KeyHistory> {
  const histories = new Map<string, KeyHistory>()
  for (const line of lines) {
    const [event, key, seed, number] = line.split(' ')
    if (!key || !seed) continue
    const history: KeyHistory = histories.get(key) ?? {
      acknowledged: [],
      pending: new Set(),
      parts: new Map(),
    }
    histories.set(key, history)
    if (event === 'try') history.pending.add(seed)
    if (event === 'part') history.parts.set(seed, Number(number))
    if (event === 'ack') {
      history.pending.delete(seed)
      history.acknowledged.push(seed)
    }
  }
  return histories
}
