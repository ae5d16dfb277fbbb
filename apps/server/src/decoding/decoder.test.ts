import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { type Decoder, DecoderEnded, startDecoder } from './decoder.ts'
import type { Sent } from './messages.ts'
import { WEAR_LIMITS } from './wear.ts'

const BEGIN: Sent = { order: { type: 'begin', fonts: undefined, wear: WEAR_LIMITS }, parts: [] }
const INSPECT: Sent = { order: { type: 'inspect', pictures: {}, texts: {} }, parts: [] }

let decoder: Decoder | undefined
afterEach(async () => {
  decoder?.kill()
  await decoder?.ended
})

async function begun(): Promise<Decoder & { readonly pid: number }> {
  decoder = startDecoder()
  expect((await decoder.ask(BEGIN)).answer).toEqual({ type: 'begun' })
  const { pid } = decoder
  if (pid === undefined) throw new Error('no process')
  return Object.assign(decoder, { pid })
}

it('answers one order after another', async () => {
  const { ask } = await begun()
  for (let time = 0; time < 3; time++)
    expect((await ask(INSPECT)).answer).toEqual({
      type: 'inspected',
      inspection: { pictures: {}, texts: {} },
    })
})

it('tells how it ended, and whether what was sent last can have been the reason', async () => {
  const one = await begun()
  process.kill(one.pid, 'SIGSTOP')
  const unread = one.ask(INSPECT)
  process.kill(one.pid, 'SIGKILL')
  const error = await unread.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(DecoderEnded)
  expect(error).toMatchObject({ pid: one.pid, signal: 'SIGKILL', exitCode: null, wasUnread: true })
  expect(one.isEnding).toBe(true)
  expect(await one.ended).toBe(error)
  await expect(one.ask(INSPECT)).rejects.toBe(error)
})

it('dies before the server when memory is short, and knows nothing of its secrets', async () => {
  process.env.OSSIMG_TEST_SECRET = 'hush'
  const { pid } = await begun()
  delete process.env.OSSIMG_TEST_SECRET
  const of = (name: string) => readFileSync(`/proc/${pid}/${name}`, 'latin1')
  expect(of('environ')).not.toContain('hush')
  expect(Number(of('oom_score_adj'))).toBe(500)
})

it.runIf(existsSync('/usr/bin/chrt'))('is batch work in all of its threads, unlike its parent', async () => {
  const { pid } = await begun()
  const policyOf = (stat: string) =>
    Number(
      readFileSync(stat, 'latin1')
        .replace(/^.*\) /, '')
        .split(' ')[38],
    )
  const threads = readdirSync(`/proc/${pid}/task`)
  expect(threads.length).toBeGreaterThan(1)
  expect(threads.map((thread) => policyOf(`/proc/${pid}/task/${thread}/stat`))).toEqual(threads.map(() => 3))
  expect(policyOf('/proc/self/stat')).toBe(0)
})
