// Uploads, overwrites, deletes, appends and uploads in parts until it is killed:
// node writer.mjs <built disk.js> <data folder> <round>.
// Announces every change on stdout before it begins ("try key seed") and after it was acknowledged
// ("ack key seed"); a seed that begins with "-" stands for a deletion, with "+" for an append. Tells of the parts of an
// upload when they were acknowledged ("part key seed number"). Keys but those that begin with "key" belong to one writer.
import { writeSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { seededContent, seededParts } from './seeded-content.mjs'

const WRITERS = 6
const KEYS = 9
const PIECE = 64 * 1024
const MAX_LOG = 1024 * 1024

const [, , driver, directory, round] = process.argv
const { openDiskStorage } = await import(pathToFileURL(driver).href)
const storage = await openDiskStorage({ directory })
await storage.createBucket('crash')
say('open')
await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))

async function write(writer) {
  for (let count = 0; ; count++) {
    const seed = `${round}.${writer}.${count}`
    const choice = Math.random()
    if (choice < 0.45) await put(`key-${Math.floor(Math.random() * KEYS)}`, seed)
    else if (choice < 0.5) await remove(`key-${Math.floor(Math.random() * KEYS)}`, seed)
    else if (choice < 0.75) await append(`log-${writer}`, seed)
    else await putInParts(`parts-${writer}`, seed)
  }
}

function put(key, seed) {
  const options = { userMetadata: { seed } }
  return announced(key, seed, () => storage.putObject('crash', key, pieces(seededContent(seed)), options))
}

function remove(key, seed) {
  return announced(key, `-${seed}`, () => storage.deleteObject('crash', key))
}

async function append(key, seed) {
  const { size } = await storage.headObject('crash', key).catch(() => ({ size: 0 }))
  if (size > MAX_LOG) await remove(key, seed)
  else {
    const content = pieces(seededContent(seed))
    await announced(key, `+${seed}`, () => storage.appendObject('crash', key, size, content))
  }
}

function putInParts(key, seed) {
  return announced(key, seed, async () => {
    const upload = await storage.createUpload('crash', key, { userMetadata: { seed } })
    for (const [index, content] of seededParts(seed).entries()) {
      await storage.putPart(upload, index + 1, pieces(content))
      say('part', key, seed, index + 1)
    }
    await storage.completeUpload(upload, 'all')
  })
}

async function announced(key, seed, change) {
  say('try', key, seed)
  await change()
  say('ack', key, seed)
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
