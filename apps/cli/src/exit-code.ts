import type { CliErrorCode } from './errors.ts'

/** What a command leaves to the shell. The help and the README list the same. */
export const EXIT_CODES = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  picture: 3,
  file: 4,
  server: 5,
} as const

/** One of the documented exit codes. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES]

/** The exit code of each error of ours. */
export const CLI_ERROR_EXIT_CODES = {
  Usage: EXIT_CODES.usage,
  BadProcess: EXIT_CODES.usage,
  File: EXIT_CODES.file,
  Server: EXIT_CODES.server,
} as const satisfies Record<CliErrorCode, ExitCode>
