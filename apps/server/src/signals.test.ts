import { describe, expect, it } from 'vitest'
import { LightController, onAbort, orAbort, type Signal } from './signals.ts'

interface Controller {
  readonly signal: Signal
  abort(reason?: unknown): void
}

const light = (): Controller => {
  const controller = new LightController()
  return { signal: controller, abort: (reason) => controller.abort(reason) }
}

const nodes = (): Controller => {
  const controller = new AbortController()
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) }
}

describe.each<[string, () => Controller]>([
  ['of Node', nodes],
  ['of ours', light],
])('a signal %s', (_name, create) => {
  it('calls each once, in order, but those that were forgotten', () => {
    const { signal, abort } = create()
    const called: string[] = []
    const act = () => called.push('same')
    onAbort(signal, () => called.push('first'))
    const forget = onAbort(signal, () => called.push('forgotten'))
    onAbort(signal, act)
    onAbort(signal, act)
    forget()
    abort('gone')
    abort('again')
    expect(called).toEqual(['first', 'same', 'same'])
    expect([signal.aborted, signal.reason]).toEqual([true, 'gone'])
    expect(() => signal.throwIfAborted()).toThrow('gone')
  })

  it('gives an AbortError where no reason is given, and none before', () => {
    const { signal, abort } = create()
    expect([signal.aborted, signal.reason]).toEqual([false, undefined])
    expect(() => signal.throwIfAborted()).not.toThrow()
    abort()
    expect(signal.reason).toMatchObject({ name: 'AbortError', message: 'This operation was aborted' })
  })

  it('ends waiting for work, which goes on unheard', async () => {
    const { signal, abort } = create()
    let fail = (_: Error) => {}
    const waiting = orAbort(signal, () => new Promise((_, reject) => (fail = reject)))
    abort('gone')
    await expect(waiting).rejects.toBe('gone')
    fail(new Error('nobody hears this'))
    await expect(orAbort(signal, async () => 'made')).rejects.toBe('gone')
    expect(await orAbort(create().signal, async () => 'made')).toBe('made')
  })
})
