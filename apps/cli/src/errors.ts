/** What is wrong: how the command was called, what its process says (the message shows where), a file, or a server. */
export type CliErrorCode = 'Usage' | 'BadProcess' | 'File' | 'Server'

/** An error whose message is for the person at the terminal, who needs nothing else. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: CliErrorCode

  constructor(code: CliErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
