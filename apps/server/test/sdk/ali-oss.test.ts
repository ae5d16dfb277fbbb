import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { body } from '../bodies.ts'
import { type LiveServer, startServer } from '../live-server.ts'
import { type RawPicture, rawOf } from '../vectors/pixels.ts'
import { send } from './fetch-by-name.ts'
import { testNodePage } from './node-page.ts'
import { darkShare } from './picture-samples.ts'

testNodePage(() => startServer())

describe('Chinese glyphs with the fonts of the system hidden', () => {
  const run = promisify(execFile)
  let server: LiveServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.close())

  /** What a renderer without any font draws for a character: a frame around its number. */
  async function missingGlyph(character: string): Promise<RawPicture> {
    const script = `
      const { default: sharp } = await import('sharp')
      const text = '<span foreground="#000000">${character}</span>'
      const png = await sharp({ text: { text, font: 'Sans 40', dpi: 72, rgba: true } }).png().toBuffer()
      process.stdout.write(png.toString('base64'))`
    const cwd = new URL('../..', import.meta.url)
    const env = { ...process.env, FONTCONFIG_FILE: new URL('no-fonts.conf', import.meta.url).pathname }
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd, env })
    return rawOf(Buffer.from(stdout, 'base64'))
  }

  /** The ink of a character as the server draws it on white. */
  async function drawn(character: string): Promise<RawPicture> {
    const text = Buffer.from(character).toString('base64url')
    const url = `${server.origin}/glyphs/white.png?x-oss-process=image/watermark,text_${text},g_nw,x_0,y_0`
    const reply = await send(url)
    const inked = await sharp(reply.body).trim({ background: '#fff', threshold: 10 }).png().toBuffer()
    return rawOf(inked)
  }

  it('图 and 片 are two glyphs, neither of them the missing one', async () => {
    await server.storage.createBucket('glyphs', { acl: 'public-read' })
    const white = await sharp({ create: { width: 100, height: 100, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    await server.storage.putObject('glyphs', 'white.png', body(white))
    const [tu, pian] = [await drawn('图'), await drawn('片')]
    expect(darkShare(tu)).toBeGreaterThan(0.1)
    expect(await likeness(tu, pian)).toBeLessThan(0.8)
    expect(await likeness(tu, await missingGlyph('图'))).toBeLessThan(0.8)
    expect(await likeness(pian, await missingGlyph('片'))).toBeLessThan(0.8)
    expect(await likeness(tu, await drawn('图'))).toBe(1)
  })
})

/** How much of the ink of two characters covers each other when both fill the same box: 0 to 1. */
async function likeness(one: RawPicture, other: RawPicture): Promise<number> {
  const [first, second] = await Promise.all([inkIn(one), inkIn(other)])
  const both = first.filter((ink, index) => ink && second[index]).length
  const either = first.filter((ink, index) => ink || second[index]).length
  return both / either
}

async function inkIn({ data, width, height, channels }: RawPicture): Promise<boolean[]> {
  const raw = { width, height, channels: channels === 4 ? (4 as const) : (3 as const) }
  const box = await sharp(data, { raw })
    .flatten({ background: '#fff' })
    .resize(32, 32, { fit: 'fill' })
    .greyscale()
    .raw()
    .toBuffer()
  return [...box].map((level) => level < 128)
}
