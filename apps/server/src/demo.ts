import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { StorageError } from './storage/errors.ts'
import type { Storage } from './storage/storage.ts'

/** The bucket that a new server is not empty with. */
const DEMO_BUCKET = 'demo'

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
  '.gif': 'image/gif',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.tiff': 'image/tiff',
  '.webp': 'image/webp',
}

/**
 * Puts the pictures of a folder into a bucket that anyone may read, unless there is such a bucket: what its owner made of
 * it stays. Without the folder nothing happens.
 */
export async function provideDemo(storage: Storage, folder: string): Promise<void> {
  const names = await picturesIn(folder)
  if (names.length === 0 || (await exists(storage, DEMO_BUCKET))) return
  await storage.createBucket(DEMO_BUCKET, { acl: 'public-read' })
  for (const name of names) {
    const contentType = CONTENT_TYPES[extname(name)]
    await storage.putObject(DEMO_BUCKET, name, createReadStream(join(folder, name)), { contentType })
  }
}

/** Paths worth opening first. To this server they are text like any other. */
export const DEMO_PATHS: readonly string[] = [
  `/${DEMO_BUCKET}/example.jpg`,
  `/${DEMO_BUCKET}/example.jpg?x-oss-process=image/resize,w_300`,
  `/${DEMO_BUCKET}/example.jpg?x-oss-process=image/info`,
  // The text is 你好，世界
  `/${DEMO_BUCKET}/example.jpg?x-oss-process=image/resize,w_600/watermark,text_5L2g5aW977yM5LiW55WM,color_FFFFFF,size_40`,
]

async function picturesIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder)
    return names.filter((name) => CONTENT_TYPES[extname(name)] !== undefined).sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

async function exists(storage: Storage, bucket: string): Promise<boolean> {
  try {
    await storage.getBucket(bucket)
    return true
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NoSuchBucket') return false
    throw error
  }
}
