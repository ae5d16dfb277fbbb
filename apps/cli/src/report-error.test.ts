import { EngineError } from '@ossimg/engine'
import { GrammarError } from '@ossimg/grammar'
import { SignerError } from '@ossimg/signer'
import { describe, expect, it } from 'vitest'
import { CliError } from './errors.ts'
import { reportError } from './report-error.ts'

it.each([
  ['wrong usage', new CliError('Usage', 'Give a file.'), 'ossimg: Give a file.\n', 2],
  ['a wrong process', new CliError('BadProcess', 'image/\n      ^'), 'image/\n      ^\n', 2],
  [
    'a file',
    new CliError('File', 'cannot read a: is a directory'),
    'ossimg: cannot read a: is a directory\n',
    4,
  ],
  [
    'the grammar',
    new GrammarError('BadRequest', { reason: 'why', index: 0 }),
    'ossimg: BadRequest: why\n',
    2,
  ],
  [
    'the signer',
    new SignerError('InvalidArgument', 'format', 'Signed already.'),
    'ossimg: InvalidArgument: Signed already.\n',
    2,
  ],
  ['the engine', new EngineError('ImageTooLarge', 'Too large.'), 'ossimg: ImageTooLarge: Too large.\n', 3],
] as const)('reports %s', (_, error, text, exitCode) => {
  expect(reportError(error, false)).toEqual({ text, exitCode })
  expect(reportError(error, true)).toEqual({ text, exitCode })
})

it.each([
  ['of ours', new CliError('BadProcess', 'image/\n      ^\nno \u001b[2J')],
  ['of a package', new EngineError('WatermarkError', 'image/\n      ^\nno \u001b[2J')],
])('lets no message %s steer the terminal', (_, error) => {
  expect(reportError(error, false).text).toMatch(/image\/\n {6}\^\nno ␛\[2J\n$/)
})

describe('what nobody foresaw', () => {
  const error = new TypeError('x is not a function', { cause: new Error('the reason') })

  it('has no stack by default', () => {
    const { text, exitCode } = reportError(error, false)
    expect(text).toBe(
      'ossimg: unexpected error: x is not a function\nSet OSSIMG_DEBUG=1 to see where it comes from.\n',
    )
    expect(exitCode).toBe(1)
  })

  it('has a stack and its cause on request', () => {
    const { text } = reportError(error, true)
    expect(text).toContain('report-error.test.ts')
    expect(text).toContain('the reason')
  })

  it('may be no error at all', () => {
    expect(reportError('a word', false)).toMatchObject({
      text: expect.stringContaining('a word'),
      exitCode: 1,
    })
  })
})
