import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { EXIT_CODES } from '../src/exit-code.ts'
import { buildProgram } from '../src/program.ts'
import { memoryIo } from './memory-io.ts'
import { drawPictures } from './pictures.ts'
import { MAIN } from './run-cli.ts'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
const sessions = [...readme.matchAll(/^```console\n(.*?)^```$/gms)].map(([, session = '']) => session)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ossimg-readme-'))
  await drawPictures(folder)
  await mkdir(join(folder, 'bin'))
  await writeFile(join(folder, 'bin', 'ossimg'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`)
  await chmod(join(folder, 'bin', 'ossimg'), 0o755)
})
afterAll(() => rm(folder, { recursive: true }))

/** What a terminal shows when `session`'s commands are typed, prompts included. */
function typed(session: string): Promise<string> {
  const lines = session.split('\n').filter((line) => line.startsWith('$ '))
  const script = lines.map((line) => `printf '%s\\n' '${line.replaceAll("'", "'\\''")}'\n${line.slice(2)}\n`)
  const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, HOME: folder }
  return new Promise((resolve) => {
    execFile('sh', ['-c', `exec 2>&1\n${script.join('')}`], { cwd: folder, env }, (_, stdout) =>
      resolve(stdout),
    )
  })
}

/** Hides what changes with the clock and with the encoder's version. */
function steady(session: string): string {
  return session
    .replace(/(?<=Expires=)\d+/g, '…')
    .replace(/(?<=Signature=)[\w%]+/g, '…')
    .replace(/(?<="FileSize": {"value": ")\d+/g, '…')
}

it('shows what is printed', async () => {
  expect(sessions).toHaveLength(6)
  const session = sessions.join('')
  expect(steady(await typed(session))).toBe(steady(session))
})

const commands = buildProgram(memoryIo().io).commands

it.each(commands.map((command) => [command.name(), command] as const))('describes %s', (name, command) => {
  const usage = command.usage().replace('[options] ', '')
  const section = readme.split(/^## /m).find((text) => text.startsWith(`\`ossimg ${name} ${usage}\``))
  expect(section).toBeDefined()
  for (const { flags } of command.options) expect(section).toContain(`\`${flags}\``)
})

it('describes the exit codes', () => {
  const listed = [...readme.matchAll(/^\| (\d) +\|/gm)].map(([, code]) => Number(code))
  expect(listed).toEqual(Object.values(EXIT_CODES))
})
