import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Answer, type BuiltServer, startBuiltServer } from './built-server.ts'

/** Changes of each kind; there are four kinds. */
const CHANGES = 275

/** Connections on which each kind is read while it changes. */
const READERS = 3

let server: BuiltServer
beforeAll(async () => {
  server = await startBuiltServer()
  await created('public-read')
  await server.owner('PUT', '/photos/base.png', { body: await flat(0, 32) })
}, 60_000)
afterAll(() => server.close())

/** A picture of one colour, which is a number up to 65,535. */
function flat(number: number, side = 16): Promise<Buffer> {
  const background = { r: number >> 8, g: number & 255, b: 0 }
  return sharp({ create: { width: side, height: side, channels: 3, background } })
    .png()
    .toBuffer()
}

/** The number in the middle of a picture that `flat` has drawn, or that holds such a one. */
async function numberIn(picture: Buffer): Promise<number> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const middle = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * 3
  return ((data[middle] ?? 0) << 8) | (data[middle + 1] ?? 0)
}

async function created(acl: string): Promise<void> {
  const headers = { 'x-oss-acl': acl }
  expect((await server.owner('PUT', '/photos', { headers })).status).toBe(200)
}

/** Something that changes, and how an answer tells which change it is from. */
interface Subject {
  readonly change: (generation: number) => Promise<unknown>
  readonly path: string
  readonly process: string
  /** The generation that an answer shows. */
  readonly seen: (answer: Answer) => Promise<number>
}

const base64url = (text: string) => Buffer.from(text).toString('base64url')
const acknowledged = async (work: Promise<Answer>) => expect((await work).status).toBe(200)

const SUBJECTS: Readonly<Record<string, Subject>> = {
  source: {
    change: async (generation) =>
      acknowledged(server.owner('PUT', '/photos/source.png', { body: await flat(generation) })),
    path: '/photos/source.png',
    process: 'image/resize,w_8/format,png',
    seen: ({ body }) => numberIn(body),
  },
  style: {
    change: (generation) =>
      acknowledged(
        server.owner('PUT', '/photos', {
          query: [
            ['style', ''],
            ['styleName', 'changing'],
          ],
          body: `<Style><Content>image/resize,m_fixed,h_4,limit_0,w_${generation + 1}</Content></Style>`,
        }),
      ),
    path: '/photos/base.png',
    process: 'style/changing',
    seen: async ({ body }) => ((await sharp(body).metadata()).width ?? 0) - 1,
  },
  watermark: {
    change: async (generation) =>
      acknowledged(server.owner('PUT', '/photos/mark.png', { body: await flat(generation) })),
    path: '/photos/base.png',
    process: `image/watermark,image_${base64url('mark.png')},g_center/format,png`,
    seen: ({ body }) => numberIn(body),
  },
}

it.each(Object.keys(SUBJECTS))(
  'no answer is older than the last change of the %s that was acknowledged when it was asked for',
  { timeout: 120_000 },
  async (name) => {
    const subject = SUBJECTS[name]
    if (!subject) throw new TypeError(name)
    const { change, path, process, seen } = subject
    await change(0)
    let latest = 0
    let isOver = false
    let answers = 0
    let confirmed = 0
    const read = async (): Promise<void> => {
      let known: { readonly etag: string; readonly generation: number } | undefined
      while (!isOver) {
        const before = latest
        const headers = known && answers % 2 === 1 ? { 'if-none-match': known.etag } : {}
        const answer = await server.anonymous('GET', path, { query: [['x-oss-process', process]], headers })
        answers += 1
        if (answer.status === 304) {
          confirmed += 1
          expect(known?.generation).toBeGreaterThanOrEqual(before)
          continue
        }
        expect(answer.status).toBe(200)
        const generation = await seen(answer)
        expect(generation).toBeGreaterThanOrEqual(before)
        expect(generation).toBeLessThanOrEqual(latest + 1)
        known = { etag: String(answer.headers.etag), generation }
      }
    }
    const readers = Array.from({ length: READERS }, read)
    try {
      for (let generation = 1; generation <= CHANGES; generation++) {
        await change(generation)
        latest = generation
        // Every other change is read as soon as it is acknowledged, some of them twice: made, and kept.
        if (generation % 2 === 0)
          for (let times = 0; times < 2; times++) {
            const answer = await server.anonymous('GET', path, { query: [['x-oss-process', process]] })
            expect(await seen(answer)).toBe(generation)
          }
      }
    } finally {
      isOver = true
    }
    await Promise.all(readers)
    expect(answers).toBeGreaterThan(CHANGES / 2)
    expect(confirmed).toBeGreaterThan(0)
  },
)

it('nobody sees what the ACL has refused by then', { timeout: 120_000 }, async () => {
  const ask = (headers = {}) =>
    server.anonymous('GET', '/photos/base.png', {
      query: [['x-oss-process', 'image/resize,w_9/format,png']],
      headers,
    })
  const setAcl = (acl: string) =>
    acknowledged(
      server.owner('PUT', '/photos/base.png', { query: [['acl', '']], headers: { 'x-oss-object-acl': acl } }),
    )
  const etag = String((await ask()).headers.etag)
  // Counts changes: even while anybody may read, odd while nobody may.
  let begun = 0
  let acknowledgedChanges = 0
  let isOver = false
  const statuses = new Set<number>()
  const read = async (): Promise<void> => {
    for (let round = 0; !isOver; round++) {
      const before = acknowledgedChanges
      const { status } = await ask(round % 3 === 0 ? { 'if-none-match': etag } : {})
      statuses.add(status)
      // Whatever was true at some time between the two is right.
      if (begun === before) expect([200, 304].includes(status)).toBe(before % 2 === 0)
      expect([200, 304, 403]).toContain(status)
    }
  }
  const readers = Array.from({ length: READERS }, read)
  try {
    for (let change = 1; change <= CHANGES; change++) {
      begun = change
      await setAcl(change % 2 === 1 ? 'private' : 'public-read')
      acknowledgedChanges = change
      if (change % 4 < 2) expect((await ask()).status).toBe(change % 2 === 1 ? 403 : 200)
    }
  } finally {
    isOver = true
  }
  await Promise.all(readers)
  expect(statuses).toEqual(new Set([200, 304, 403]))
})
