// Uploads, overwrites and deletes until it is killed: node writer.mjs <built disk.js> <data folder> <round>.
// Announces every change on stdout before it begins ("try key seed") and after it was acknowledged
// ("ack key seed"); a seed that begins with "-" stands for a deletion.
import { writeSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { seededContent } from './seeded-content.mjs'

const WRITERS = 6
const KEYS = 9
const PIECE = 64 * 1024

const [, , driver, directory, round] = process.argv
const { openDiskStorage } = await import(pathToFileURL(driver).href)
const storage = await openDiskStorage({ directory })
await storage.createBucket('crash')
say('open')
await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))

async function write(writer) {
  for (let count = 0; ; count++) {
    const key = `key-${Math.floor(Math.random() * KEYS)}`
    const seed = `${Math.random() < 0.1 ? '-' : ''}${round}.${writer}.${count}`
    say('try', key, seed)
    await (seed.startsWith('-') ? storage.deleteObject('crash', key) : put(key, seed))
    say('ack', key, seed)
  }
}

function put(key, seed) {
  return storage.putObject('crash', key, pieces(seededContent(seed)), { userMetadata: { seed } })
}

async function* pieces(content) {
  for (let start = 0; start < content.length; start += PIECE) {
    await new Promise(setImmediate)
    yield content.subarray(start, start + PIECE)
  }
}

function say(...words) {
  writeSync(1, `${words.join(' ')}\n`) // in the pipe before the next step: a kill cannot take it back
}
