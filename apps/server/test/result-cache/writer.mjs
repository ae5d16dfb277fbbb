// Keeps pictures until it is killed, purges some of them, and says so on stdout:
// node writer.mjs <built folder result-cache> <cache folder> <round> <bytes of the disk> [<pictures>].
// Says "open" at the start, "purged key" when the pictures of that key are gone for good, and "warned message". With a
// number of pictures it keeps so many, closes and says "closed".
import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const [, , built, directory, round, diskBytes, pictures = 'Infinity'] = process.argv
const { openResultCache } = await import(pathToFileURL(`${built}/open-result-cache.js`).href)
const { cacheName } = await import(pathToFileURL(`${built}/name.js`).href)

process.on('SIGXFSZ', () => undefined) // a limit of file sizes is told by an error instead

const log = { warn: (_, message) => say('warned', message) }
const cache = await openResultCache({ directory, diskBytes: Number(diskBytes), memoryBytes: 0, log })
say('open')
for (let count = 0; count < Number(pictures); count++) {
  const origin = originOf(count)
  const name = cacheName(origin)
  cache.keep(name, origin, pictureOf(name))
  if (count % 10 === 0) await delay(1)
  if (count % 100 === 99 && pictures === 'Infinity') await purge(originOf(count - 50))
}
await cache.close()
say('closed')

async function purge({ bucket, key }) {
  await cache.purge({ bucket, key })
  say('purged', key)
}

function originOf(count) {
  return {
    bucket: 'photos',
    key: `${round}.${count}`,
    version: 'v1',
    process: 'image/resize,w_200',
    styles: [],
    marks: [],
    revision: 'r1',
  }
}

function pictureOf(name) {
  const size = createHash('md5').update(name).digest().readUInt16LE() >> 1
  return { data: Buffer.alloc(size, name), contentType: 'image/webp' }
}

function say(...words) {
  writeSync(1, `${words.join(' ')}\n`) // in the pipe before the next step: a kill cannot take it back
}
