import { afterEach, expect, it } from 'vitest'
import { keyRing, ownerKey } from '../src/configuration/key-ring.ts'
import { type MetricSources, openMetrics } from '../src/metrics.ts'
import { eventually } from './eventually.ts'
import { createBucket, drawJpg, errorOf, HOST, KEYS, signed, startServer, type TestServer } from './server.ts'

const servers: TestServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function start(options: Parameters<typeof startServer>[0] = {}): Promise<TestServer> {
  const server = await startServer(options)
  servers.push(server)
  return server
}

/** The lines of the metrics, comments left out. */
async function lines(server: TestServer): Promise<readonly string[]> {
  const { body } = await server.anonymous('GET', '/-/metrics')
  return body.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

it('are for nobody when they are off, as by default', async () => {
  for (const server of [await start(), await start({ metrics: 'off' })])
    for (const send of [server.anonymous, server.owner])
      expect(errorOf(await send('GET', '/-/metrics'))).toMatchObject({ Code: 'NoSuchKey', status: '404' })
})

it('are for any key when they are signed', async () => {
  const reader = { accessKeyId: 'reader', accessKeySecret: 'secret' }
  const holder = { name: 'reader', readOnly: true, buckets: ['photos'] }
  const keys = keyRing([ownerKey(KEYS), { ...reader, holder }])
  const server = await start({ metrics: 'signed', keys })
  expect(errorOf(await server.anonymous('GET', '/-/metrics'))).toMatchObject({
    Code: 'AccessDenied',
    status: '403',
  })
  expect((await server.owner('GET', '/-/metrics')).statusCode).toBe(200)
  const headers = { host: HOST, ...signed('GET', '/-/metrics', {}, reader) }
  expect((await server.app.inject({ url: '/-/metrics', headers })).statusCode).toBe(200)
})

it.each(['GET', 'HEAD'])('%s gives them to anyone when they are open', async (method) => {
  const server = await start({ metrics: 'open' })
  const got = await server.anonymous(method, '/-/metrics')
  expect(got.statusCode).toBe(200)
  expect(got.headers).toMatchObject({
    'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    'cache-control': 'no-store',
  })
  if (method === 'GET') expect(Number(got.headers['content-length'])).toBe(got.rawPayload.length)
  else expect(got.body).toBe('')
})

it('only reads', async () => {
  const server = await start({ metrics: 'open' })
  const refused = await server.anonymous('POST', '/-/metrics')
  expect(errorOf(refused)).toMatchObject({ Code: 'MethodNotAllowed' })
  expect(refused.headers.allow).toBe('GET, HEAD')
})

it('count requests by call, status and code', async () => {
  const server = await start({ metrics: 'open' })
  await createBucket(server, 'photos', 'public-read')
  await server.owner('PUT', '/photos/a.jpg', { body: await drawJpg() })
  for (const _ of [1, 2]) await server.anonymous('GET', '/photos/a.jpg')
  const query = [['x-oss-process', 'image/resize,w_10']] as const
  await server.anonymous('GET', '/photos/a.jpg', { query })
  await server.anonymous('HEAD', '/photos/a.jpg', { query })
  await server.anonymous('GET', '/photos/none')
  await server.anonymous('GET', '/NO')
  await server.anonymous('GET', '/-/health')
  await eventually(async () => {
    expect(await lines(server)).toEqual(
      expect.arrayContaining([
        'ossimg_requests_total{call="PutObject",status="200",code=""} 1',
        'ossimg_requests_total{call="GetObject",status="200",code=""} 2',
        'ossimg_requests_total{call="GetProcessed",status="200",code=""} 1',
        'ossimg_requests_total{call="HeadProcessed",status="200",code=""} 1',
        'ossimg_requests_total{call="GetObject",status="404",code="NoSuchKey"} 1',
        'ossimg_requests_total{call="none",status="400",code="InvalidBucketName"} 1',
        'ossimg_requests_total{call="GetHealth",status="200",code=""} 1',
        'ossimg_request_duration_seconds_count{call="GetObject"} 3',
        'ossimg_request_duration_seconds_bucket{le="+Inf",call="GetObject"} 3',
      ]),
    )
  })
})

it('tell of the process, and of nothing that another app counts', async () => {
  const [one, other] = [await start({ metrics: 'open' }), await start({ metrics: 'open' })]
  await one.anonymous('GET', '/-/health')
  await eventually(async () =>
    expect(await lines(one)).toContain('ossimg_requests_total{call="GetHealth",status="200",code=""} 1'),
  )
  const told = await lines(other)
  expect(told.filter((line) => line.includes('GetHealth'))).toEqual([])
  for (const name of ['process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds'])
    expect(told).toContainEqual(expect.stringMatching(new RegExp(`^${name} [\\d.]+`)))
})

const NONE = { entries: 0, diskBytes: 0, memoryBytes: 0, memoryHits: 0, diskHits: 0, misses: 0 }

it('read what they watch whenever they are asked', async () => {
  let decoders = { busy: 1, ready: 2, starts: 2, replaced: 0, deaths: 0, overruns: 0 }
  let cache = { ...NONE, corrupt: 0, evicted: 0 }
  const sources: MetricSources = {
    decoders: { statistics: () => decoders },
    cache: { statistics: () => cache },
    admission: { state: { running: 1, waiting: 2, bytes: 3, refused: 4, slowness: 1.5 } },
    pictures: { counts: { made: 5, joined: 6 } },
    hotAnswers: { statistics: () => ({ hits: 7, entries: 8, bytes: 9 }) },
  }
  const metrics = openMetrics()
  metrics.watch(sources)
  const told = async () => (await metrics.text()).split('\n').filter((line) => /^ossimg/.test(line))
  expect(await told()).toEqual([
    'ossimg_decodes_total 5',
    'ossimg_coalesced_total 6',
    'ossimg_cache_hits_total{tier="memory"} 0',
    'ossimg_cache_hits_total{tier="disk"} 0',
    'ossimg_cache_misses_total 0',
    'ossimg_cache_evicted_total 0',
    'ossimg_cache_corrupt_total 0',
    'ossimg_cache_entries 0',
    'ossimg_cache_bytes{tier="memory"} 0',
    'ossimg_cache_bytes{tier="disk"} 0',
    'ossimg_hot_answers_total 7',
    'ossimg_hot_answers_entries 8',
    'ossimg_hot_answers_bytes 9',
    'ossimg_pictures_running 1',
    'ossimg_pictures_waiting 2',
    'ossimg_pictures_bytes 3',
    'ossimg_slowness 1.5',
    'ossimg_pictures_refused_total 4',
    'ossimg_decoders_running 2',
    'ossimg_decoders_busy 1',
    'ossimg_decoders_started_total 2',
    'ossimg_decoders_replaced_total 0',
    'ossimg_decoders_died_total 0',
    'ossimg_decoders_overruns_total 0',
  ])
  decoders = { busy: 0, ready: 1, starts: 4, replaced: 1, deaths: 2, overruns: 1 }
  cache = { ...cache, memoryHits: 10, diskHits: 20 }
  expect(await told()).toEqual(
    expect.arrayContaining([
      'ossimg_decoders_running 1',
      'ossimg_decoders_started_total 4',
      'ossimg_decoders_replaced_total 1',
      'ossimg_decoders_died_total 2',
      'ossimg_cache_hits_total{tier="memory"} 10',
      'ossimg_cache_hits_total{tier="disk"} 20',
    ]),
  )
})
