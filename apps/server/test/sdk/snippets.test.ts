import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from '@ossimg/client'
import OSS from 'ali-oss'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { send } from './fetch-by-name.ts'
import { fetchedSize, type PageServer, sizeOf, startPageServer } from './page-server.ts'
import { clientsPage, runModule } from './page-snippets.ts'

const run = promisify(execFile)
// Those two have test files of their own.
const page = clientsPage((language) => language !== 'go' && language !== 'nginx')

async function runs(program: string, argument: string): Promise<boolean> {
  try {
    await run(program, [argument])
    return true
  } catch {
    return false
  }
}

const curl = await runs('curl', '--version')
const openssl = curl && (await runs('openssl', 'version'))
if (!openssl) console.warn('Snippets for the command line are not run: install curl and openssl.')

let server: PageServer
let folder: string

beforeAll(async () => {
  server = await startPageServer()
  folder = await mkdtemp(join(tmpdir(), 'ossimg-snippets-'))
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

describe('SDKs', () => {
  it('ali-oss, both versions of signatures', async () => {
    const code = server.filledIn(page.take('authorizationV4'))
    const { content, url, content4, url4 } = await runModule(code, { OSS }, [
      'content',
      'url',
      'content4',
      'url4',
    ])
    for (const each of [content, content4]) expect(await sizeOf(each as Buffer)).toEqual(['jpeg', 300, 200])
    for (const each of [url, url4]) expect(await fetchedSize(each as string)).toEqual(['jpeg', 300, 200])
    expect(String(url)).toContain('Signature=')
    expect(String(url4)).toContain('x-oss-signature=')
  })
})

describe('the command line', () => {
  const download = page.take('info.json')
  const upload = page.take('openssl')

  it.skipIf(!curl)('curl downloads', async () => {
    await run('sh', ['-e', '-c', server.filledIn(download)], { cwd: folder, timeout: 60_000 })
    expect(await sizeOf(await readFile(join(folder, 'small.webp')))).toEqual(['webp', 300, 200])
    const info = JSON.parse(await readFile(join(folder, 'info.json'), 'utf8'))
    expect(info).toMatchObject({ ImageWidth: { value: '1200' }, ImageHeight: { value: '800' } })
  })

  it.skipIf(!openssl)('curl uploads what openssl signed', async () => {
    const content = await sharp(server.picture).resize(300).webp().toBuffer()
    await writeFile(join(folder, 'small.webp'), content)
    await run('sh', ['-e', '-c', server.filledIn(upload)], { cwd: folder, timeout: 60_000 })
    const record = await server.storage.headObject('demo', 'small.webp')
    expect(record).toMatchObject({ size: content.length, contentType: 'image/webp' })
  })
})

describe('web pages', () => {
  it('every source of the picture is as wide as it says', async () => {
    const code = server.filledIn(page.take('srcset'))
    const [, src = ''] = /src="([^"]*)"/.exec(code) ?? []
    expect(await fetchedSize(src)).toEqual(['jpeg', 640, 427])
    const [, srcset = ''] = /srcset="([^"]*)"/.exec(code) ?? []
    // As browsers read it: a URL holds commas, and ends at a space.
    const sources = [...srcset.matchAll(/(\S+) (\d+)w/g)].map(([, url = '', width]) => ({
      url,
      width: Number(width),
    }))
    expect(sources.map(({ width }) => width)).toEqual([320, 640, 960])
    for (const { url, width } of sources)
      expect((await fetchedSize(url)).slice(0, 2)).toEqual(['webp', width])
  })

  it('a page uploads with a URL that a server signed, once an owner allowed its origin', async () => {
    const { uploadUrl } = await runModule(
      server.filledIn(page.take('export function uploadUrl')),
      { Client },
      ['uploadUrl'],
    )
    const { upload } = await runModule(page.take('async function upload('), {}, ['upload'])
    const url = (uploadUrl as (key: string, type: string) => string)('uploads/照片 1.jpg', 'image/jpeg')
    const preflight = {
      method: 'OPTIONS',
      headers: {
        origin: 'https://www.example.com',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type',
      },
    }
    expect((await send(url, preflight)).status).toBe(403)
    await runModule(server.filledIn(page.take('putBucketCORS')), { OSS }, [])
    const { status, headers } = await send(url, preflight)
    expect([status, headers['access-control-allow-origin']]).toEqual([200, 'https://www.example.com'])

    const file = new File([new Uint8Array(server.picture)], 'photo.jpg', { type: 'image/jpeg' })
    const etag = await (upload as (url: string, file: File) => Promise<string>)(url, file)
    const record = await server.storage.headObject('demo', 'uploads/照片 1.jpg')
    expect([record.size, record.contentType, `"${record.etag}"`]).toEqual([
      server.picture.length,
      'image/jpeg',
      etag,
    ])
    const another = { method: 'PUT', body: 'text', headers: { 'content-type': 'text/plain' } }
    expect((await send(url, another)).status).toBe(403)

    const answer = await send(url, {
      method: 'PUT',
      body: server.picture,
      headers: { origin: 'https://www.example.com', 'content-type': 'image/jpeg' },
    })
    expect(answer.headers['access-control-expose-headers']?.toLowerCase()).toContain('etag')
  })
})

describe('Next.js', () => {
  it('the configuration names the loader, whose URLs give pictures of the width asked for', async () => {
    const code = page.take('ossimgLoader')
    const { exported: config } = await runModule(page.take('loaderFile'), {}, ['exported'])
    expect(config).toEqual({ images: { loader: 'custom', loaderFile: './image-loader.js' } })
    expect(code).toMatch(/^\/\/ image-loader\.js\n'use client'\n/)
    const { exported } = await runModule(server.filledIn(code), {}, ['exported'])
    const loader = exported as (asked: { src: string; width: number; quality?: number }) => string
    expect(await fetchedSize(loader({ src: '/example.jpg', width: 640 }))).toEqual(['webp', 640, 427])
    expect(await fetchedSize(loader({ src: '/example.jpg', width: 640, quality: 50 }))).toEqual([
      'webp',
      640,
      427,
    ])
    expect(await fetchedSize(loader({ src: '/example.jpg', width: 3840 }))).toEqual(['webp', 1200, 800])
    await server.put('照片/a b+c?.jpg', server.picture)
    expect(await fetchedSize(loader({ src: '/照片/a b+c?.jpg', width: 48 }))).toEqual(['webp', 48, 32])
    const heavy = await send(loader({ src: '/example.jpg', width: 640, quality: 90 }))
    const light = await send(loader({ src: '/example.jpg', width: 640, quality: 10 }))
    expect(light.body.length).toBeLessThan(heavy.body.length)
  })
})

describe('Nuxt Image', () => {
  interface Modifiers {
    readonly width?: number
    readonly height?: number
    readonly fit?: string
    readonly quality?: number
    readonly format?: string
  }
  interface Provider {
    getImage(src: string, options: { modifiers: Modifiers; baseURL: string }): { url: string }
  }
  const same = (value: unknown) => value
  let getUrl: (modifiers: Modifiers, src?: string) => string

  beforeAll(async () => {
    const code = page.take('defineProvider(')
    const { exported: config } = await runModule(
      server.filledIn(page.take('defineNuxtConfig')),
      { defineNuxtConfig: same },
      ['exported'],
    )
    const { image } = config as {
      image: {
        provider: string
        providers: Record<string, { provider: string; options: { baseURL: string } }>
      }
    }
    const named = image.providers[image.provider]
    expect(code.split('\n')[0]).toBe(`// ${named?.provider.replace('~/', '')}`)
    const { exported } = await runModule(code, { defineProvider: same }, ['exported'])
    const baseURL = named?.options.baseURL ?? ''
    getUrl = (modifiers, src = '/example.jpg') =>
      (exported as Provider).getImage(src, { modifiers, baseURL }).url
  })

  it.each([
    [{}, ['jpeg', 1200, 800]],
    [{ width: 300 }, ['jpeg', 300, 200]],
    [{ height: 200 }, ['jpeg', 300, 200]],
    [{ width: 300, height: 300 }, ['jpeg', 300, 300]],
    [{ width: 300, height: 300, fit: 'cover' }, ['jpeg', 300, 300]],
    [{ width: 300, height: 300, fit: 'contain' }, ['jpeg', 300, 300]],
    [{ width: 300, height: 300, fit: 'fill' }, ['jpeg', 300, 300]],
    [{ width: 300, height: 300, fit: 'inside' }, ['jpeg', 300, 200]],
    [{ width: 300, height: 300, fit: 'outside' }, ['jpeg', 450, 300]],
    [{ width: 300, quality: 60, format: 'webp' }, ['webp', 300, 200]],
    [{ width: 300, format: 'jpeg' }, ['jpeg', 300, 200]],
    [{ format: 'avif', width: 64 }, ['heif', 64, 43]],
  ] as const)('%j', async (modifiers, size) => {
    expect(await fetchedSize(getUrl(modifiers))).toEqual(size)
  })

  it('a key that a URL writes in another way', async () => {
    await server.put('照片/a b+c?.jpg', server.picture)
    expect(await fetchedSize(getUrl({ width: 48 }, '/照片/a b+c?.jpg'))).toEqual(['jpeg', 48, 32])
  })

  it('the URL of the provider "aliyun" gives the whole picture', async () => {
    const { body } = await send(server.filledIn(page.take('image_process')).trim())
    expect(body.equals(server.picture)).toBe(true)
  })
})

describe('what the page says of its snippets', () => {
  it.each(page.snippets)('$heading: $language', (each) => {
    expect(each.runs).toBe(page.isTaken(each))
  })
})
