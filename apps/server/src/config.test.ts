import { expect, it } from 'vitest'
import { ConfigError, type Environment, readConfig } from './config.ts'

it('has defaults for everything', () => {
  expect(readConfig({ PATH: '/bin', OSSIMG_PORT: '' })).toEqual({
    host: undefined,
    port: 9000,
    dataDirectory: '.ossimg',
    cacheDirectory: undefined,
    cacheBytes: 1_073_741_824,
    workers: undefined,
    memoryBytes: undefined,
    queueMs: 2000,
    fontsDirectory: undefined,
    credentials: undefined,
    credentialsFile: undefined,
    bucketsFile: undefined,
    tls: undefined,
    region: 'cn-hangzhou',
    regionEnforced: false,
    defaultCors: [],
    baseHosts: ['localhost'],
    cnames: {},
    resampling: 'auto',
    processedEtag: 'derived',
    metrics: 'signed',
    logLevel: 'info',
  })
})

it('reads every variable', () => {
  const environment = {
    OSSIMG_HOST: '0.0.0.0',
    OSSIMG_PORT: '80',
    OSSIMG_DATA_DIR: '/srv/pictures',
    OSSIMG_CACHE_DIR: '/var/cache/pictures',
    OSSIMG_CACHE_BYTES: '20G',
    OSSIMG_WORKERS: '8',
    OSSIMG_MEMORY_BYTES: '1536MiB',
    OSSIMG_QUEUE_MS: '500',
    OSSIMG_FONTS_DIR: '/srv/fonts',
    OSSIMG_ACCESS_KEY_ID: 'id',
    OSSIMG_ACCESS_KEY_SECRET: 'secret',
    OSSIMG_CREDENTIALS_FILE: '/srv/keys.json',
    OSSIMG_CONFIG: '/srv/buckets.json',
    OSSIMG_TLS_CERT: '/srv/tls.crt',
    OSSIMG_TLS_KEY: '/srv/tls.key',
    OSSIMG_TLS_PORT: '443',
    OSSIMG_REGION: 'eu-central-1',
    OSSIMG_REGION_ENFORCED: 'true',
    OSSIMG_CORS: 'read',
    OSSIMG_DOMAINS: 'localhost, OSS.example.com',
    OSSIMG_CNAMES: 'Img.example.com=photos,static.example.com=logos',
    OSSIMG_RESAMPLING: 'area',
    OSSIMG_PROCESSED_ETAG: 'source',
    OSSIMG_METRICS: 'open',
    OSSIMG_LOG_LEVEL: 'warn',
  }
  expect(readConfig(environment)).toEqual({
    host: '0.0.0.0',
    port: 80,
    dataDirectory: '/srv/pictures',
    cacheDirectory: '/var/cache/pictures',
    cacheBytes: 21_474_836_480,
    workers: 8,
    memoryBytes: 1_610_612_736,
    queueMs: 500,
    fontsDirectory: '/srv/fonts',
    credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
    credentialsFile: '/srv/keys.json',
    bucketsFile: '/srv/buckets.json',
    tls: { certificate: '/srv/tls.crt', key: '/srv/tls.key', port: 443 },
    region: 'eu-central-1',
    regionEnforced: true,
    defaultCors: [
      {
        allowedOrigins: ['*'],
        allowedMethods: ['GET', 'HEAD'],
        allowedHeaders: ['*'],
        exposeHeaders: ['ETag', 'x-oss-request-id'],
        maxAgeSeconds: 600,
      },
    ],
    baseHosts: ['localhost', 'oss.example.com'],
    cnames: { 'img.example.com': 'photos', 'static.example.com': 'logos' },
    resampling: 'area',
    processedEtag: 'source',
    metrics: 'open',
    logLevel: 'warn',
  })
})

function problems(environment: Environment): readonly string[] {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
  }
  return []
}

it.each([
  ['OSSIMG_PORT', 'http', 'a whole number from 0 to 65535'],
  ['OSSIMG_PORT', '65536', 'a whole number from 0 to 65535'],
  ['OSSIMG_PORT', '-1', 'a whole number from 0 to 65535'],
  ['OSSIMG_CACHE_BYTES', '1.5G', 'bytes such as 1073741824, 1024M or 1G'],
  ['OSSIMG_CACHE_BYTES', '9999999999T', 'bytes such as 1073741824, 1024M or 1G'],
  ['OSSIMG_WORKERS', '0', 'a whole number from 1 to 256'],
  ['OSSIMG_MEMORY_BYTES', '255M', 'bytes such as 1073741824, 1024M or 1G, at least 256M'],
  ['OSSIMG_QUEUE_MS', '8001', 'milliseconds from 0 to 8000'],
  ['OSSIMG_HOST', 'http://localhost', 'an IP address or a host name'],
  ['OSSIMG_REGION', 'cn hangzhou', 'a region such as cn-hangzhou'],
  ['OSSIMG_REGION_ENFORCED', 'yes', 'one of true, false'],
  ['OSSIMG_CORS', 'on', 'one of off, read'],
  ['OSSIMG_ACCESS_KEY_ID', 'a,b', 'an id without spaces, colons and commas'],
  ['OSSIMG_TLS_PORT', '65536', 'a whole number from 0 to 65535'],
  ['OSSIMG_DOMAINS', 'localhost:9000', 'host names without port, separated by commas'],
  ['OSSIMG_DOMAINS', 'a,,b', 'host names without port, separated by commas'],
  ['OSSIMG_CNAMES', 'img.example.com', 'pairs host=bucket, separated by commas'],
  ['OSSIMG_CNAMES', 'img.example.com=Photos', 'pairs host=bucket, separated by commas'],
  ['OSSIMG_RESAMPLING', 'best', 'one of auto, area, fast'],
  ['OSSIMG_PROCESSED_ETAG', 'md5', 'one of derived, source'],
  ['OSSIMG_METRICS', 'on', 'one of off, signed, open'],
  ['OSSIMG_LOG_LEVEL', 'verbose', 'one of fatal, error, warn, info, debug, trace, silent'],
])('%s=%s: expected %s', (name, value, expected) => {
  expect(problems({ [name]: value })).toEqual([`${name}: expected ${expected}, received "${value}"`])
})

it('takes no half of a key pair, and shows no secret', () => {
  expect(problems({ OSSIMG_ACCESS_KEY_ID: 'id' })).toEqual([
    'OSSIMG_ACCESS_KEY_SECRET: expected a secret beside OSSIMG_ACCESS_KEY_ID, received nothing',
  ])
  expect(problems({ OSSIMG_ACCESS_KEY_SECRET: 'hush' })).toEqual([
    'OSSIMG_ACCESS_KEY_ID: expected an id beside OSSIMG_ACCESS_KEY_SECRET, received nothing',
  ])
  const bad = problems({ OSSIMG_ACCESS_KEY_ID: 'i d', OSSIMG_ACCESS_KEY_SECRET: 'hush' })
  expect(bad).toHaveLength(1)
  expect(bad.join()).not.toContain('hush')
})

it('takes no certificate without its key, nor a key without its certificate', () => {
  expect(problems({ OSSIMG_TLS_CERT: 'tls.crt' })).toEqual([
    'OSSIMG_TLS_KEY: expected a file beside OSSIMG_TLS_CERT, received nothing',
  ])
  expect(problems({ OSSIMG_TLS_KEY: 'tls.key' })).toEqual([
    'OSSIMG_TLS_CERT: expected a file beside OSSIMG_TLS_KEY, received nothing',
  ])
  const { tls } = readConfig({ OSSIMG_TLS_CERT: 'tls.crt', OSSIMG_TLS_KEY: 'tls.key' })
  expect(tls).toEqual({ certificate: 'tls.crt', key: 'tls.key', port: 9443 })
})

it('tells all problems at once, misspelt names included', () => {
  const found = problems({ OSSIMG_PORT: 'x', OSSIMG_LOGLEVEL: 'info', OSSIMG_REGION: '*' })
  expect(found.map((problem) => problem.split(':')[0])).toEqual([
    'OSSIMG_PORT',
    'OSSIMG_REGION',
    'OSSIMG_LOGLEVEL',
  ])
  expect(found.at(-1)).toContain('not a variable of this server')
})

it.each(['OSSIMG_DEBUG', 'OSSIMG_SESSION_TOKEN', 'OSSIMG_TEST_SEED', 'OSSIMG_TEST_ANYTHING'])(
  'leaves %s to the parts that read it',
  (name) => {
    expect(problems({ [name]: '1' })).toEqual([])
  },
)

it.each(['OSSIMG_TEST', 'OSSIMG_DEBUGGING', 'OSSIMG_SESSION'])('does not know %s', (name) => {
  expect(problems({ [name]: '1' })).toEqual([expect.stringContaining(`${name}: not a variable`)])
})
