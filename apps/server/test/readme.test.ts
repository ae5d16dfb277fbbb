import { readFileSync } from 'node:fs'
import OSS from 'ali-oss'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KEY, type LiveServer, startServer } from './live-server.ts'
import { send } from './sdk/fetch-by-name.ts'
import { drawPicture } from './vectors/pictures.ts'

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')

/** The code block that holds `text`. */
function block(text: string): string {
  const blocks = [...readme.matchAll(/```\w*\n([\s\S]*?)```/g)].map(([, code = '']) => code)
  const found = blocks.find((code) => code.includes(text))
  if (found === undefined) throw new Error(`the README has no block with ${text}`)
  return found
}

describe('the root README', () => {
  let server: LiveServer
  beforeAll(async () => {
    server = await startServer()
    await server.storage.createBucket('demo', { acl: 'public-read' })
    const picture = await drawPicture({ width: 1200, height: 800, format: 'jpg' })
    async function* body() {
      yield picture
    }
    await server.storage.putObject('demo', 'example.jpg', body())
  })
  afterAll(() => server.close())

  it('its URL gives a picture of the size it says', async () => {
    const url = block('127.0.0.1:9000/demo/example.jpg')
      .trim()
      .replace('http://127.0.0.1:9000', server.origin)
    const { status, body } = await send(url)
    expect(status).toBe(200)
    expect(await sharp(body).metadata()).toMatchObject({ width: 480, height: 240, format: 'jpeg' })
  })

  it('its Node.js example runs with only endpoint and key changed', async () => {
    const code = block("import OSS from 'ali-oss'")
      .replace("import OSS from 'ali-oss'\n", '')
      .replace("'ID'", JSON.stringify(KEY.accessKeyId))
      .replace("'SECRET'", JSON.stringify(KEY.accessKeySecret))
      .replace('http://localhost:9000', `http://localhost:${server.port}`)
    const run = new Function('OSS', `return (async () => { ${code}; return { content, url } })()`) as (
      sdk: typeof OSS,
    ) => Promise<{ content: Buffer; url: string }>
    const { content, url } = await run(OSS)
    expect(await sharp(content).metadata()).toMatchObject({ width: 100, height: 100 })
    const signed = await send(url)
    expect(signed.status).toBe(200)
    expect(await sharp(signed.body).metadata()).toMatchObject({ width: 100, height: 67 })
  })
})
