import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KEY } from '../live-server.ts'
import { drawPicture } from '../vectors/pictures.ts'
import { GO_SDK, goEnvironment, hasGo } from './go-toolchain.ts'
import { type PageServer, sizeOf, startPageServer } from './page-server.ts'
import { clientsPage } from './page-snippets.ts'

const run = promisify(execFile)

/** What the program in `go/` does, in its words and its order. */
const FLOWS = [
  'a private bucket is created, and again',
  "a bucket's ACL is changed",
  'buckets are listed',
  'a bucket tells its information and its location',
  'rules for other origins are kept, applied and deleted',
  'what is not answered is refused by its name',
  'what is put is got, by its CRC and MD5',
  'keys with plus, ampersand, percent, slashes and Chinese',
  'a key with a space, which this SDK writes as a plus, is refused',
  'headers and metadata come back',
  'existence, and errors of a HEAD',
  'ranges',
  'conditions',
  'objects are copied',
  'metadata are replaced by a copy onto itself',
  'appends follow each other, and no other order',
  'objects are deleted, alone and together',
  'anyone may read what an ACL opens',
  'wrong keys are told apart',
  'a signed URL allows what it names until it expires',
  'a picture is processed, and has no CRC of another',
  'a processed picture is downloaded into a file',
  'a processed picture is stored',
  'a style processes by GET, by signed URL and when storing',
  'a listing knows every key as it was put',
  'a listing by prefix and delimiter',
  'a listing page by page',
  'the second kind of listing, page by page',
  '12 MB are uploaded in parts and downloaded again',
  'a large object is copied in parts, and uploaded with a checkpoint',
  'an upload and its parts are listed, and it is aborted',
  'a wrong completion is refused',
  'a bucket is counted',
  'a bucket is deleted when it is empty, not before',
] as const

const page = clientsPage((language) => language === 'go')
const snippet = page.take('Conn.Do')

const missing = !(await hasGo()) || !existsSync(GO_SDK)
if (missing) {
  console.warn(
    "The Go SDK is not tested: install Debian's golang-go and golang-github-aliyun-aliyun-oss-go-sdk-dev.",
  )
}

it.skipIf(missing)("Go and Debian's SDK are installed", () => {
  expect(existsSync(join(GO_SDK, 'bucket.go'))).toBe(true)
})

if (!missing) describe("Debian's Go SDK against a server", flows)

function flows(): void {
  let server: PageServer
  let folder: string
  const outcomes = new Map<string, string>()

  beforeAll(async () => {
    server = await startPageServer()
    folder = await mkdtemp(join(tmpdir(), 'ossimg-go-'))
    await server.storage.createBucket('go-other')
    await server.storage.createBucket('go-styled')
    await server.storage.changeBucketSettings('go-styled', { styleDelimiters: ['!'] })
    const picture = join(folder, 'example.jpg')
    await writeFile(picture, await drawPicture({ width: 400, height: 267, format: 'jpg', bytes: 21839 }))
    const [program, work] = [join(folder, 'flows'), join(folder, 'work')]
    await mkdir(work)
    const env = goEnvironment(folder)
    const cwd = new URL('go/', import.meta.url)
    await run('go', ['build', '-o', program, '.'], { cwd, env, timeout: 300_000 })
    const names = [server.origin, KEY.accessKeyId, KEY.accessKeySecret, picture, work]
    const { stdout } = await run(program, names, { cwd: work, env, timeout: 60_000 })
    for (const line of stdout.trim().split('\n')) {
      const { flow, error }: { flow: string; error: string } = JSON.parse(line)
      outcomes.set(flow, error)
    }
  }, 400_000)
  afterAll(async () => {
    await server?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  it.each(FLOWS)('%s', (flow) => {
    expect(outcomes.get(flow)).toBe('')
  })

  it('there are no other flows', () => {
    expect([...outcomes.keys()]).toEqual(FLOWS)
  })

  it("the page's snippet", async () => {
    await writeFile(join(folder, 'small.go'), server.filledIn(snippet))
    const env = goEnvironment(folder)
    await run('go', ['build', '-o', 'small', 'small.go'], { cwd: folder, env, timeout: 300_000 })
    await run(join(folder, 'small'), { cwd: folder, timeout: 60_000 })
    expect(await sizeOf(await readFile(join(folder, 'small.jpg')))).toEqual(['jpeg', 300, 200])
  })
}

describe('what the page says of its snippets', () => {
  it.each(page.snippets)('$heading: $language', (each) => {
    expect(each.runs).toBe(page.isTaken(each))
  })
})
