// The ceiling: a server written by hand that does what no server can leave out. It reads the file, calls sharp, answers,
// and knows the size and the quality of every source beforehand. No checks, no cache, no limits, no log.
// Parameter: the folder with the pictures and the mark.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import sharp from 'sharp'
import { CHAINS } from './ceiling-chains.mjs'
import { SOURCES } from './pictures.mjs'

sharp.cache(false)
sharp.concurrency(1)

const folder = process.argv[2]
const mark = {
  ...JSON.parse(readFileSync(join(folder, 'mark.json'))),
  data: readFileSync(join(folder, 'mark.raw')),
}

const server = createServer(async (request, response) => {
  try {
    // `/family/key/number/number`
    const [, family, key, ...numbers] = request.url.split('/')
    const source = SOURCES[key.slice(0, key.lastIndexOf('-'))]
    const { data, type } = await CHAINS[family](join(folder, key), source, numbers.map(Number), mark)
    response.writeHead(200, { 'content-type': type, 'content-length': data.length })
    response.end(data)
  } catch (error) {
    console.error(error)
    response.writeHead(500, { 'content-length': 0 })
    response.end()
  }
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
process.on('SIGTERM', () => process.exit())
