import { execFile } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { heic } from '../../test/heic/fixtures.ts'
import { createHeicDecoder } from './decoder.ts'

const MIB = 1024 * 1024
const BUILT = new URL('../../dist/heic/decode-heic.js', import.meta.url).href

describe('createHeicDecoder', { timeout: 30_000 }, () => {
  // By where memory ends libheif reports it, fails for reasons unknown, or aborts.
  it.each([18, 21, 33, 45])(
    'refuses a picture that needs more than %i MiB, and goes on',
    async (mebibytes) => {
      const decoder = createHeicDecoder({ threads: 1, memory: mebibytes * MIB })
      await expect(decoder.decode(heic('large'), 8000)).rejects.toMatchObject({
        name: 'EngineError',
        code: 'ImageTooLarge',
        message: 'The image takes too much memory to decode.',
      })
      expect(await decoder.decode(heic('card'), 8000)).toMatchObject({ raw: { width: 96 } })
    },
  )

  it('has as many threads as there is work for, and no more than it may', async () => {
    const decoder = createHeicDecoder({ threads: 2 })
    expect(decoder.threads).toBe(0)
    await decoder.decode(heic('card'), 8000)
    await decoder.decode(heic('card'), 8000)
    expect(decoder.threads).toBe(1)
    await Promise.all(Array.from({ length: 6 }, () => decoder.decode(heic('card'), 8000)))
    expect(decoder.threads).toBe(2)
  })

  it('ends a thread that has nothing to do', async () => {
    const decoder = createHeicDecoder({ idleMs: 20 })
    await decoder.decode(heic('card'), 8000)
    expect(decoder.threads).toBe(1)
    await expect.poll(() => decoder.threads).toBe(0)
    expect(await decoder.decode(heic('card'), 8000)).toMatchObject({ raw: { width: 96 } })
  })

  it('ends a thread whose picture takes too long', async () => {
    const decoder = createHeicDecoder({ threads: 1 })
    await decoder.decode(heic('card'), 8000)
    const late = decoder.decode(heic('large'), 10)
    const next = decoder.decode(heic('card'), 8000)
    await expect(late).rejects.toMatchObject({ code: 'ImageTooLarge' })
    expect(await next).toMatchObject({ raw: { width: 96 } })
    expect(decoder.threads).toBe(1)
  })

  it('does not count the wait for a thread', async () => {
    const decoder = createHeicDecoder({ threads: 1 })
    await decoder.decode(heic('large'), 8000)
    const started = performance.now()
    const first = decoder.decode(heic('large'), 8000).then(() => performance.now() - started)
    const others = [1, 2, 3].map(() => decoder.decode(heic('large'), 8000))
    // Long enough for two, too short for four.
    const last = decoder.decode(heic('card'), 2 * (await first))
    await expect(Promise.all([...others, last])).resolves.toHaveLength(4)
  })

  it('hands over the profile of a picture', async () => {
    const decoder = createHeicDecoder()
    const { profile } = await decoder.decode(heic('display-p3'), 8000)
    expect(Buffer.from(profile ?? []).toString('latin1', 36, 40)).toBe('acsp')
    expect((await decoder.decode(heic('card'), 8000)).profile).toBeUndefined()
  })

  it('lets a process end that has decoded', async () => {
    const script = `
      import { decodeHeic } from ${JSON.stringify(BUILT)}
      const { width } = await decodeHeic(Buffer.from(process.argv[1], 'base64'))
      console.log(width)`
    const file = heic('card').toString('base64')
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, file])
    // Idle threads live for 10 s, so the process must not have waited for its own.
    const ended = await Promise.race([run, setTimeout(8000, undefined, { ref: false })])
    expect(ended).toMatchObject({ stdout: '96\n', stderr: '' })
  })
})
