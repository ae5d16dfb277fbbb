// fastify with nothing but buffers in memory: what a hit of a cache could cost at the least.
// Parameter: a folder whose files are served, jpgs all of them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastify from 'fastify'

const folder = process.argv[2]
const files = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]))

const app = fastify()
app.get('/:name', (request, reply) => {
  const data = files.get(request.params.name)
  if (!data) return reply.code(404).send()
  return reply.type('image/jpeg').send(data)
})
console.log(await app.listen({ host: '127.0.0.1', port: 0 }))
process.on('SIGTERM', () => process.exit())
