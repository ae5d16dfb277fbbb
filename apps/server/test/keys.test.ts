import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { presign, signHeaders } from '@ossimg/signer'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openKeys, type ServerKeys } from '../src/configuration/server-keys.ts'
import { eventually } from './eventually.ts'
import { errorOf, HOST, startServer, type TestServer } from './server.ts'

const ROOT = { accessKeyId: 'ROOT', accessKeySecret: 'root-secret' }

/** The time of the server; tokens end at noon. */
const NOW = new Date('2026-11-30T11:59:00Z')

const pair = (name: string) => ({ name, accessKeyId: name.toUpperCase(), accessKeySecret: `${name}-secret` })

const KEYS = [
  pair('all'),
  { ...pair('reader'), access: 'read-only' },
  { ...pair('photos'), buckets: ['photos', 'fresh'] },
  { ...pair('viewer'), access: 'read-only', buckets: ['photos'] },
  { ...pair('off'), enabled: false },
  { ...pair('temporary'), securityToken: 'token-1', expiration: '2026-11-30T12:00:00Z' },
  { ...pair('other'), securityToken: 'token-2', access: 'read-only' },
] as const

type Name = (typeof KEYS)[number]['name'] | 'root'

let folder: string
let keys: ServerKeys
let server: TestServer
let now = NOW

const file = () => join(folder, 'keys.json')
const write = (list: readonly object[]) => writeFileSync(file(), JSON.stringify({ keys: list }))

async function start(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'keys-'))
  write(KEYS)
  keys = await openKeys({ credentials: ROOT, credentialsFile: file() }, join(folder, 'own.json'))
  server = await startServer({ keys: keys.ring, clock: () => now })
  for (const bucket of ['photos', 'logos']) {
    await as('root', 'PUT', `/${bucket}`)
    await as('root', 'PUT', `/${bucket}/a`, { body: 'hello' })
  }
}

async function stop(): Promise<void> {
  for (const files of keys.files) files.close()
  await server.close()
  rmSync(folder, { recursive: true })
}

/** What is sent, and how it is signed. */
interface Signed {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly version?: 1 | 4
  /** In place of the one that belongs to the key. */
  readonly securityToken?: string
}

/** Sends a request that is signed with a key. */
function as(
  name: Name,
  method: string,
  path: string,
  { headers = {}, body, version = 1, ...token }: Signed = {},
): Promise<LightMyRequestResponse> {
  const key = KEYS.find((candidate) => candidate.name === name)
  const how = version === 4 ? ({ version, date: now, region: 'cn-hangzhou' } as const) : { date: now }
  const signed = signHeaders({ ...requestOf(method, path), headers }, { ...(key ?? ROOT), ...token }, how)
  return server.app.inject({
    method: method as 'GET',
    url: path,
    headers: { host: HOST, ...headers, ...signed },
    ...(body !== undefined && { payload: body }),
  })
}

function requestOf(method: string, path: string) {
  const [, bucket = '', key = '', query] = /^\/([^/?]*)\/?([^?]*)(?:\?(.*))?$/.exec(path) ?? []
  return { method, bucket, key, query: query === undefined ? [] : [[query, ''] as const] }
}

describe('keys of a file', () => {
  beforeAll(start)
  afterAll(stop)
  afterEach(() => {
    now = NOW
  })

  it('have no pair made beside them', () => {
    expect(keys.kept).toBeUndefined()
  })

  it.each([
    ['root', 'GET', '/logos/a', 200],
    ['root', 'PUT', '/logos/b', 200],
    ['all', 'GET', '/logos/a', 200],
    ['all', 'PUT', '/logos/b', 200],
    ['all', 'PUT', '/logos?acl', 200],
    ['reader', 'GET', '/logos/a', 200],
    ['reader', 'HEAD', '/logos/a', 200],
    ['reader', 'GET', '/logos?acl', 200],
    ['reader', 'PUT', '/logos/b', 403],
    ['reader', 'DELETE', '/logos/a', 403],
    ['reader', 'PUT', '/logos?acl', 403],
    ['reader', 'PUT', '/made-up', 403],
    ['photos', 'GET', '/photos/a', 200],
    ['photos', 'PUT', '/photos/b', 200],
    ['photos', 'GET', '/photos?acl', 200],
    ['photos', 'GET', '/logos/a', 403],
    ['photos', 'PUT', '/logos/b', 403],
    ['photos', 'GET', '/logos?acl', 403],
    ['photos', 'PUT', '/made-up', 403],
    ['photos', 'PUT', '/fresh', 200],
    ['viewer', 'GET', '/photos/a', 200],
    ['viewer', 'PUT', '/photos/b', 403],
    ['viewer', 'GET', '/logos/a', 403],
  ] as const)('%s: %s %s is answered %i', async (name, method, path, status) => {
    const headers = { 'x-oss-acl': 'private' }
    const body = path.split('/').length > 2 && method === 'PUT' ? { body: 'hello' } : {}
    const sent = path.endsWith('?acl') ? { headers } : body
    expect((await as(name, method, path, sent)).statusCode).toBe(status)
  })

  it.each([1, 4] as const)('that are disabled are refused, version %i', async (version) => {
    expect(errorOf(await as('off', 'GET', '/photos/a', { version }))).toMatchObject({
      Code: 'InvalidAccessKeyId',
      Message: 'The OSS Access Key Id you provided is disabled.',
      OSSAccessKeyId: 'OFF',
      status: '403',
    })
  })

  describe.each([1, 4] as const)('with a token, version %i', (version) => {
    const get = (signing: Signed = {}) => as('temporary', 'GET', '/photos/a', { version, ...signing })

    it('are good until it ends', async () => {
      expect((await get()).body).toBe('hello')
      now = new Date('2026-11-30T12:00:00Z')
      expect((await get()).body).toBe('hello')
      now = new Date('2026-11-30T12:00:01Z')
      expect(errorOf(await get())).toMatchObject({ Code: 'SecurityTokenExpired', status: '403' })
    })

    it.each([
      ['that of another key', 'token-2', 'AccessKeyIdAndSecurityTokenNotMatch'],
      ['one that nobody has', 'token-3', 'InvalidSecurityToken'],
      ['none', '', 'InvalidAccessKeyId'],
    ])('are refused with %s', async (_, securityToken, code) => {
      expect(errorOf(await get({ securityToken }))).toMatchObject({ Code: code, status: '403' })
    })
  })

  it('without a token are refused with one', async () => {
    const got = await as('all', 'GET', '/photos/a', { securityToken: 'token-1' })
    expect(errorOf(got)).toMatchObject({ Code: 'InvalidSecurityToken' })
  })

  it('sign URLs, with their token', async () => {
    const key = KEYS[5]
    const query = presign({ ...requestOf('GET', '/photos/a'), headers: {} }, key, {
      expires: Math.floor(now.getTime() / 1000) + 10,
    })
    const url = `/photos/a?${new URLSearchParams(query)}`
    expect((await server.anonymous('GET', url)).body).toBe('hello')
  })
})

describe('a file of keys that changes', () => {
  const reports: unknown[] = []
  beforeEach(async () => {
    await start()
    reports.length = 0
    for (const files of keys.files)
      files.watch(
        {
          loaded: () => reports.push('loaded'),
          failed: (_, error) => reports.push(error instanceof Error && error.message),
        },
        20,
      )
  })
  afterEach(stop)

  const statusOf = async (key: object) => {
    const credentials = { accessKeyId: '', accessKeySecret: '', ...key }
    const headers = signHeaders({ ...requestOf('GET', '/photos/a'), headers: {} }, credentials, { date: now })
    return (await server.app.inject({ url: '/photos/a', headers: { host: HOST, ...headers } })).statusCode
  }

  it('takes keys away and brings others, without a restart', async () => {
    expect(await statusOf(pair('all'))).toBe(200)
    expect(await statusOf(pair('new'))).toBe(403)
    write([pair('new')])
    await eventually(async () => expect(await statusOf(pair('new'))).toBe(200))
    expect(await statusOf(pair('all'))).toBe(403)
    expect(await statusOf(ROOT)).toBe(200)
    expect(reports).toEqual(['loaded'])
  })

  it('keeps the keys while it is wrong or gone, and says what is wrong', async () => {
    write([pair('new'), { ...pair('new'), accessKeySecret: 4711 }, { ...pair('root'), name: 'owner' }])
    await eventually(() => expect(reports).toHaveLength(1))
    const where = `OSSIMG_CREDENTIALS_FILE: ${file()}: `
    expect(String(reports[0]).split('\n')).toEqual([
      `${where}keys[1].name: expected a name that no other key has, received "new"`,
      `${where}keys[1].accessKeyId: expected an id that no other key has, received "NEW"`,
      `${where}keys[1].accessKeySecret: expected a secret, received a number`,
      `${where}keys[2].name: expected a name that no other key has, received "owner"`,
      `${where}keys[2].accessKeyId: expected an id that no other key has, received "ROOT"`,
    ])
    expect([await statusOf(pair('all')), await statusOf(pair('new'))]).toEqual([200, 403])

    rmSync(file())
    await eventually(() => expect(reports).toHaveLength(2))
    expect(reports[1]).toMatch(/^OSSIMG_CREDENTIALS_FILE: ENOENT/)
    expect([await statusOf(pair('all')), await statusOf(pair('new'))]).toEqual([200, 403])

    write([pair('new')])
    await eventually(() => expect(reports).toHaveLength(3))
    expect([await statusOf(pair('all')), await statusOf(pair('new'))]).toEqual([403, 200])
  })
})

describe('the keys of a server', () => {
  const named = (credentials: typeof ROOT | undefined, credentialsFile?: string) =>
    openKeys({ credentials, credentialsFile }, join(folder, 'own.json'))
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keys-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('are one that it makes, when nobody names any', async () => {
    const { ring, kept } = await named(undefined)
    expect(kept?.isNew).toBe(true)
    expect(ring.find(kept?.credentials.accessKeyId ?? '')?.holder.name).toBe('owner')
  })

  it('are the one that is named', async () => {
    const { ring, kept } = await named(ROOT)
    expect(kept).toBeUndefined()
    expect(ring.find('ROOT')).toMatchObject(ROOT)
  })

  it('are those of the file alone', async () => {
    write([pair('all')])
    const { ring } = await named(undefined, file())
    expect([ring.find('ALL')?.holder.name, ring.find('ROOT')]).toEqual(['all', undefined])
  })

  it('cannot be read from a file that is wrong', async () => {
    writeFileSync(file(), '\ufeff{"keys": [{}]}')
    await expect(named(undefined, file())).rejects.toMatchObject({
      name: 'ConfigError',
      problems: ['name', 'accessKeyId', 'accessKeySecret'].map((member) =>
        expect.stringContaining(`keys[0].${member}: missing`),
      ),
    })
  })
})
