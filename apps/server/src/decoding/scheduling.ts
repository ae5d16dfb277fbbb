import { spawnSync } from 'node:child_process'

/** Where Linux systems have the program that sets how a process is scheduled. */
const PLACES = ['/usr/bin/chrt', '/bin/chrt']

let found: readonly string[] | undefined

/**
 * What to put before a program so that it runs as batch work; nothing where the system cannot. Such work keeps the
 * processor when another of its kind wakes, as the threads do that hand a picture's rows to each other, and leaves it at
 * once to what is not batch work, as the process is that answers.
 */
export function asBatchWork(): readonly string[] {
  found ??= PLACES.map((chrt) => [chrt, '-b', '0']).find(canStartNode) ?? []
  return found
}

function canStartNode([chrt = '', ...parameters]: readonly string[]): boolean {
  return spawnSync(chrt, [...parameters, process.execPath, '--version'], { env: {} }).status === 0
}
