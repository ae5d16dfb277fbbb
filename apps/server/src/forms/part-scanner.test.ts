import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PartScanner } from './part-scanner.ts'

const MARK = Buffer.from('\r\n--AAB')
const ended = () => new Error('ended')

async function* pieces(bytes: Buffer, cuts: readonly number[]) {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  )
  for (const [index, place] of places.entries())
    yield bytes.subarray(place, places[index + 1] ?? bytes.length)
}

async function collect(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}

// Nothing but what marks are made of, so that beginnings of marks are everywhere.
const text = fc
  .array(fc.constantFrom('\r', '\n', '-', 'A', 'B', '\r\n--AA', '\r\n--A', 'x'), { maxLength: 14 })
  .map((parts) => parts.join(''))
  .filter((content) => !`${content}\r\n--AA`.slice(0, -1).includes('\r\n--AAB'))

it('finds marks wherever the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(200), { maxLength: 12 }),
      async (contents, cuts) => {
        const bytes = Buffer.from(contents.map((content) => content + MARK.toString()).join(''))
        const scanner = new PartScanner(pieces(bytes, cuts), '')
        const found: string[] = []
        for (const _ of contents) found.push(await collect(scanner.until(MARK, ended)))
        // A mark that two contents make together would be another one; these are what indexOf finds.
        const expected: string[] = []
        let rest = bytes.toString()
        for (const _ of contents) {
          const at = rest.indexOf(MARK.toString())
          expected.push(rest.slice(0, at))
          rest = rest.slice(at + MARK.length)
        }
        expect(found).toEqual(expected)
      },
    ),
    { numRuns: 1000 },
  )
})

it('cut at every byte, and into single bytes', async () => {
  const content = '\r\n--AA\r\n--A\r\n--\r\nB'
  const bytes = Buffer.from(`${content}${MARK}`)
  const every = Array.from({ length: bytes.length }, (_, index) => index)
  for (const cuts of [...every.map((cut) => [cut]), every])
    expect(await collect(new PartScanner(pieces(bytes, cuts), '').until(MARK, ended))).toBe(content)
})

it('tells of an end that comes too early, after all that came', async () => {
  const scanner = new PartScanner(pieces(Buffer.from('abc\r\n--A'), []), '')
  const seen: Buffer[] = []
  const read = async () => {
    for await (const chunk of scanner.until(MARK, ended)) seen.push(chunk)
  }
  await expect(read()).rejects.toThrow('ended')
  await expect(new PartScanner(pieces(Buffer.from('ab'), []), 'x').exactly(4, ended)).rejects.toThrow('ended')
})

it('reads what comes before, exact counts, and the rest', async () => {
  const scanner = new PartScanner(pieces(Buffer.from('cdefgh'), [1, 2, 3]), 'ab')
  expect((await scanner.exactly(3, ended)).toString()).toBe('abc')
  expect((await scanner.exactly(0, ended)).toString()).toBe('')
  await scanner.skipRest()
  await expect(scanner.exactly(1, ended)).rejects.toThrow('ended')
})

it('keeps no more of a long content than it is given at a time', async () => {
  let given = 0
  async function* source() {
    for (; given < 64; given++) yield Buffer.alloc(65_536, '\r')
    yield MARK
  }
  const scanner = new PartScanner(source(), '')
  let read = 0
  for await (const chunk of scanner.until(MARK, ended)) {
    read += chunk.length
    expect(given * 65_536 - read).toBeLessThanOrEqual(2 * 65_536)
  }
  expect(read).toBe(64 * 65_536)
})
