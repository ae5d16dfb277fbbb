import sharp, { type Color, type Sharp } from 'sharp'
import type { Storage } from '../src/storage/storage.ts'
import { body } from './bodies.ts'
import { createBucket, drawJpg, startServer, type TestServer } from './server.ts'

export const RED = '#ff0000'
export const GREEN = '#00ff00'

/** The largest image that is loaded, in bytes. */
export const LARGEST_SOURCE = 20 * 1024 * 1024

/** A mark of one colour. */
export function square(background: Color): Sharp {
  return sharp({ create: { width: 40, height: 40, channels: 3, background } })
}

/**
 * A server whose public bucket `photos` holds a blue `a.jpg`, a red `hidden.png` that is private, and the styles `stamp`,
 * which draws `mark.png`, and `seal`, which draws `hidden.png`.
 */
export async function startMarkedServer(): Promise<TestServer> {
  const server = await startServer()
  await createBucket(server, 'photos', 'public-read')
  await put(server, 'a.jpg', await drawJpg())
  await put(server, 'hidden.png', await square(RED).png().toBuffer())
  await server.storage.setObjectAcl('photos', 'hidden.png', 'private')
  await server.storage.putStyle('photos', 'stamp', drawing('mark.png'))
  await server.storage.putStyle('photos', 'seal', drawing('hidden.png'))
  return server
}

/** Stores an object in the bucket `photos`. */
export async function put({ storage }: TestServer, key: string, content: Buffer): Promise<void> {
  await storage.putObject('photos', key, body(content, 1_000_000))
}

/** A process that draws an image in the top left corner. */
export function drawing(key: string): string {
  return `image/watermark,image_${Buffer.from(key).toString('base64url')},g_nw,x_0,y_0`
}

/** The colour of a picture's top left corner. */
export async function corner(picture: Buffer): Promise<'red' | 'green' | 'neither'> {
  const pixel = sharp(picture).extract({ left: 5, top: 5, width: 1, height: 1 })
  const [red = 0, green = 0, blue = 0] = await pixel.raw().toBuffer()
  if (blue > 60) return 'neither'
  return red > 180 && green < 60 ? 'red' : green > 180 && red < 60 ? 'green' : 'neither'
}

/** The same storage, with no files to read past it, and something happening before an object is opened. */
export function before(storage: Storage, act: (key: string) => Promise<unknown>): Storage {
  return new Proxy(storage, {
    get(target, name) {
      const found = Reflect.get(target, name, target)
      if (name === 'contentFile') return () => undefined
      if (name !== 'openObject') return typeof found === 'function' ? found.bind(target) : found
      return async (bucket: string, key: string) => {
        await act(key)
        return target.openObject(bucket, key)
      }
    },
  })
}
