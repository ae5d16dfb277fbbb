// A server to be fuzzed, in a process of its own: node --expose-gc service.mjs <built index.js> <data folder>. Tells its
// port, then answers every message with its resident memory in bytes. Garbage is collected before: what V8 has not got
// round to is no leak.
import { pathToFileURL } from 'node:url'
import sharp from 'sharp'

const [, , built, directory] = process.argv
const { buildApp, keyRing, openDiskStorage } = await import(pathToFileURL(built).href)
const { LIMITED, MARKER, MARKER_COLOR } = await import('./world.mjs')

const storage = await openDiskStorage({ directory })
await storage.createBucket('open', { acl: 'public-read-write' })
await storage.createBucket('photos', { acl: 'public-read' })
await storage.createBucket('hidden')

const put = (bucket, key, bytes, options) =>
  storage.putObject(
    bucket,
    key,
    (async function* () {
      yield bytes
    })(),
    options,
  )
const draw = (background, width = 48, height = 36) =>
  sharp({ create: { width, height, channels: 3, background } })

const plain = await draw('#3366cc').jpeg().toBuffer()
for (const bucket of ['open', 'photos']) {
  await put(bucket, 'a.jpg', plain, { contentType: 'image/jpeg', headers: { 'cache-control': 'max-age=60' } })
  await put(bucket, 'b.png', await draw('#00ff0080').png().toBuffer(), { contentType: 'image/png' })
  await put(bucket, 'c.gif', await draw('#ffffff', 8, 8).gif().toBuffer(), { contentType: 'image/gif' })
  await storage.putStyle(bucket, 'thumb', 'image/resize,w_10')
  await storage.changeBucketSettings(bucket, { styleDelimiters: ['!'], anonymousListing: true })
}
const secret = await draw(MARKER_COLOR).png().toBuffer()
const userMetadata = { owner: MARKER }
await put('hidden', `${MARKER}.png`, secret, { contentType: 'image/png', userMetadata })
await put('hidden', 'a.jpg', secret, {
  contentType: 'image/png',
  userMetadata,
  headers: { 'content-language': MARKER },
})
await put('hidden', 'text', Buffer.from(`${MARKER} text`), { userMetadata })
await put('photos', 'own.png', secret, { contentType: 'image/png', userMetadata, acl: 'private' })
await storage.putStyle('hidden', 'thumb', `image/watermark,text_${Buffer.from(MARKER).toString('base64url')}`)

const holder = { name: 'limited', readOnly: false, buckets: ['open'] }
const app = buildApp({
  storage,
  keys: keyRing([{ ...LIMITED, holder }]),
  region: 'cn-hangzhou',
  baseHosts: ['localhost'],
  cnames: { 'img.example.com': 'photos' },
  resampling: 'auto',
  processedEtag: 'derived',
})
const origin = await app.listen({ host: '127.0.0.1', port: 0 })
process.on('message', () => {
  gc()
  process.send?.({ memory: process.memoryUsage().rss })
})
process.send?.({ port: Number(new URL(origin).port) })
