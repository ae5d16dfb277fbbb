// The parts of the benchmark. Each starts the servers that it needs and ends them.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { coldSource, interleave, mixSource, repeatedSource } from './interleave.mjs'
import { DECODES, readMetric } from './metrics.mjs'
import { createMix, HEAVY, REALISTIC } from './mix.mjs'
import { median, quantileOf, shuffled } from './statistics.mjs'
import { fetchBody, verify } from './verify.mjs'
import { CONNECTIONS, keyOf, PATHS, spaceOf, workloadOf } from './workloads.mjs'
import { CORES, STARTS } from './world.mjs'

async function withServers(world, names, work) {
  const servers = {}
  try {
    for (const name of names) servers[name] = await STARTS[name](world)
    return await work(servers)
  } finally {
    for (const server of Object.values(servers)) await server.stop()
  }
}

/**
 * Small pictures that every server makes before anything is measured, by family: servers run for weeks, and compilers take
 * a while, anew with all that they have not seen.
 */
const WARM_UPS = {
  thumbnail: 8000,
  webp: 1000,
  fill: 1000,
  crop: 1000,
  watermark: 1000,
  rounded: 1000,
  avif: 300,
}
/** Turns that all take, so that none has rested for longer than the others. */
const WARM_UP_TURNS = 4
/** s for each, at most. */
const WARM_UP_SECONDS = 60

/**
 * Lets `work` ask servers that have been at it for a while: ossimg, the ceiling and IPX.
 *
 * @param share of the usual warm-up.
 */
export function withWarmServers(generator, world, share, work) {
  return withServers(world, ['ossimg', 'ceiling', 'ipx'], async (servers) => {
    const { copies } = world
    const jobs = Object.entries(servers).map(([name, { port }]) =>
      Object.entries(WARM_UPS).flatMap(([family, count]) => {
        const workload = { ...workloadOf(`${family} photo-2`), source: 'small' }
        if (name === 'ipx' && !workload.ipx) return []
        const source = coldSource(workload, PATHS[name], copies, spaceOf(workload, copies))
        return { port, source, count: Math.ceil((share * count) / WARM_UP_TURNS) }
      }),
    )
    for (let turn = 0; turn < WARM_UP_TURNS; turn++) {
      for (const { port, source, count } of jobs.flat()) {
        const job = { port, connections: CONNECTIONS, seconds: share * WARM_UP_SECONDS }
        await generator.closed({ ...job, ...source.take(count) })
        source.drop(count)
      }
    }
    return work(servers)
  })
}

/** A workload of which nothing is asked for twice: ossimg beside the ceiling and, where it can do the same, IPX. */
export async function cold(generator, { copies }, servers, workload, effort) {
  const { ossimg, ceiling, ipx } = servers
  const contestants = { ossimg, ceiling, ...(workload.ipx && { ipx }) }
  const made = await verify(contestants, workload, 0, copies)
  const contenders = Object.entries(contestants).map(([name, server]) => ({
    name,
    server,
    // What was compared has been asked for.
    source: coldSource(workload, PATHS[name], copies, spaceOf(workload, copies), 1),
  }))
  const { name, kind, title, megapixels, connections } = workload
  const results = await interleave(generator, contenders, { ...effort, connections })
  return { name, kind, title, megapixels, made, results }
}

/** Connections that ask for what is there already. */
const HIT_CONNECTIONS = 32
/** Pictures that are asked for. */
const HIT_PICTURES = 32
/** Bytes that a picture should have, about. */
const HIT_BYTES = 10_240

/** Results that are in the cache, whole and as a 304, beside fastify with the same bytes in memory. */
export async function hits(generator, world, effort) {
  await rm(world.results, { recursive: true, force: true })
  await mkdir(world.results)
  return withServers(world, ['ossimg'], async ({ ossimg }) => {
    const width = await widthOf(ossimg, HIT_BYTES)
    const keys = Array.from({ length: Math.min(HIT_PICTURES, world.copies['photo-2']) }, (_, copy) =>
      keyOf('photo-2', copy),
    )
    const paths = keys.map((key) => `/bench/${key}?x-oss-process=image/resize,w_${width}`)
    const etags = []
    let bytes = 0
    for (const [at, path] of paths.entries()) {
      const { body, headers } = await fetchBody(ossimg, path)
      await writeFile(join(world.results, keys[at]), body)
      etags.push(headers.get('etag'))
      bytes = body.length
    }
    const results = await withServers(world, ['fastify'], ({ fastify }) =>
      interleave(
        generator,
        [
          { name: 'hit', server: ossimg, source: repeatedSource(paths) },
          { name: 'not modified', server: ossimg, source: repeatedSource(paths, etags), expected: 304 },
          { name: 'fastify', server: fastify, source: repeatedSource(keys.map((key) => `/${key}`)) },
        ],
        { ...effort, connections: HIT_CONNECTIONS },
      ),
    )
    return { bytes, pictures: keys.length, connections: HIT_CONNECTIONS, results }
  })
}

/** The width at which a thumbnail of the photo has about so many bytes, px. */
async function widthOf(server, bytes) {
  let [low, high] = [60, 800]
  while (high - low > 4) {
    const width = (low + high) >> 1
    const { body } = await fetchBody(
      server,
      `/bench/${keyOf('photo-2', 0)}?x-oss-process=image/resize,w_${width}`,
    )
    if (body.length < bytes) low = width
    else high = width
  }
  return high
}

/** Clients that ask for the same at once. */
const CROWD = 200

/** The same cold request of many at once, every round another one: how often it was decoded, and how long it took. */
export function identical(generator, world, { rounds }) {
  const workload = workloadOf('thumbnail photo-2')
  const { copies } = world
  const space = spaceOf(workload, copies)
  return withServers(world, ['ossimg', 'ceiling'], async (servers) => {
    const results = { ossimg: [], ceiling: [] }
    const turn = async (name, index) => {
      const decodes = () => (name === 'ossimg' ? readMetric(servers.ossimg.origin, DECODES) : undefined)
      const path = PATHS[name](workload, index, copies)
      const before = await decodes()
      const { statuses, failures, seconds, latencies } = await generator.burst({
        port: servers[name].port,
        path,
        connections: CROWD,
      })
      const after = await decodes()
      const counted = after === undefined ? undefined : after - (before ?? 0)
      results[name].push({ statuses, failures, seconds, p99: quantileOf(latencies, 0.99), decodes: counted })
    }
    // From the end of the space, which the cold workload has not come to.
    for (let round = 0; round <= rounds; round++) {
      for (const name of shuffled(Object.keys(results))) await turn(name, space - 1 - round)
      // The first one also starts what is started when it is needed.
      if (round === 0) for (const name of Object.keys(results)) results[name].pop()
    }
    return { crowd: CROWD, results }
  })
}

/** The share of requests of the realistic mix that have been asked for before. */
export const REPEATS = 0.8

/** What a public site is asked for. */
export async function mix(generator, { copies }, { ossimg, ceiling }, effort) {
  const contenders = Object.entries({ ossimg, ceiling }).map(([name, server]) => ({
    name,
    server,
    source: mixSource(createMix(REALISTIC, { repeats: REPEATS, copies }), PATHS[name], copies),
  }))
  const results = await interleave(generator, contenders, { ...effort, connections: CONNECTIONS })
  return { repeats: REPEATS, results }
}

/** What takes the most memory, within a budget: it may refuse, but not exceed it. */
export function heavy(generator, world, effort, memory) {
  const { copies } = world
  return withServers({ ...world, memory }, ['ossimg'], async ({ ossimg }) => {
    const source = mixSource(createMix(HEAVY, { repeats: 0, copies }), PATHS.ossimg, copies)
    const contenders = [{ name: 'ossimg', server: ossimg, source, expected: [200, 503] }]
    const effortHere = { ...effort, connections: CONNECTIONS, interval: 250 }
    const results = await interleave(generator, contenders, effortHere)
    return { budget: memory && memory / 1024 ** 2, cores: CORES, results }
  })
}

/** The middle of the rounds of `identical`, s. */
export function secondsOf(rounds) {
  return median(rounds.map(({ seconds }) => seconds))
}
