#!/usr/bin/env node
import { CommanderError } from 'commander'
import { EXIT_CODES } from './exit-code.ts'
import { isBrokenPipe } from './file-error.ts'
import { nodeIo } from './io.ts'
import { buildProgram } from './program.ts'
import { reportError } from './report-error.ts'

// A reader that leaves early, such as `head`, is no error; without a listener it would be a crash.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if (!isBrokenPipe(error)) process.exitCode = EXIT_CODES.file
  })

try {
  await buildProgram(nodeIo()).parseAsync()
} catch (error) {
  // Commander has already said it.
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage
  else {
    const { text, exitCode } = reportError(error, process.env.OSSIMG_DEBUG === '1')
    process.stderr.write(text)
    process.exitCode = exitCode
  }
}
