import sharp from 'sharp'
import { expect } from 'vitest'
import type { ObjectProperties } from '../../src/storage/storage.ts'
import { KEY, type LiveServer, startServer } from '../live-server.ts'
import { drawPicture } from '../vectors/pictures.ts'
import { send } from './fetch-by-name.ts'

/** A server as docs/clients.md takes for granted: with a bucket `demo` that anyone may read, and a picture in it. */
export interface PageServer extends LiveServer {
  /** `example.jpg`: 1200 × 800 pixels. */
  readonly picture: Buffer
  /** Puts an object into `demo`. */
  put(key: string, content: Buffer, headers?: ObjectProperties['headers']): Promise<void>
  /** A snippet's code with this server's address and key in place of the page's. */
  filledIn(code: string): string
}

/** Starts a server; whoever starts it closes it. */
export async function startPageServer(): Promise<PageServer> {
  const server = await startServer()
  await server.storage.createBucket('demo', { acl: 'public-read' })
  const picture = await drawPicture({ width: 1200, height: 800, format: 'jpg' })
  const { accessKeyId, accessKeySecret } = KEY
  const values = {
    'localhost:9000': `localhost:${server.port}`,
    '127.0.0.1:9000': `127.0.0.1:${server.port}`,
    "'ID'": `'${accessKeyId}'`,
    "'SECRET'": `'${accessKeySecret}'`,
    '"ID"': `"${accessKeyId}"`,
    '"SECRET"': `"${accessKeySecret}"`,
    'OSS ID:': `OSS ${accessKeyId}:`,
  }
  const put: PageServer['put'] = async (key, content, headers = {}) => {
    async function* body() {
      yield content
    }
    await server.storage.putObject('demo', key, body(), { headers })
  }
  await put('example.jpg', picture)
  return { ...server, picture, put, filledIn: (code) => replaced(code, values) }
}

/** A text with others in it replaced, in this order. Throws when none of them is there. */
export function replaced(text: string, values: Readonly<Record<string, string>>): string {
  const present = Object.entries(values).filter(([old]) => text.includes(old))
  if (present.length === 0) throw new Error(`nothing to replace in: ${text}`)
  return present.reduce((changed, [old, value]) => changed.replaceAll(old, value), text)
}

/** A picture's format, width and height. */
export async function sizeOf(picture: Buffer): Promise<[format: string, width: number, height: number]> {
  const { format, width, height } = await sharp(picture).metadata()
  return [format, width, height]
}

/** The format, width and height of the picture that a URL leads to. */
export async function fetchedSize(url: string): Promise<[format: string, width: number, height: number]> {
  const { status, body } = await send(url)
  expect(status, body.toString('latin1', 0, 300)).toBe(200)
  return sizeOf(body)
}
