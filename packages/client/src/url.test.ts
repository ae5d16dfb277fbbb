import { describe, expect, it } from 'vitest'
import { ClientError } from './errors.ts'
import { type Addressing, readEndpoint, writeUrl } from './url.ts'

describe('readEndpoint', () => {
  it.each<[text: string, host: string, addressing: Addressing]>([
    ['http://127.0.0.1:9000', '127.0.0.1:9000', 'path'],
    ['http://127.0.0.1:9000/', '127.0.0.1:9000', 'path'],
    ['https://[::1]:9000', '[::1]:9000', 'path'],
    ['http://localhost:80', 'localhost', 'path'],
    ['https://oss-cn-hangzhou.aliyuncs.com', 'oss-cn-hangzhou.aliyuncs.com', 'virtual-host'],
    ['HTTPS://Images.Example', 'images.example', 'virtual-host'],
  ])('%s is %s, %s', (text, host, addressing) => {
    expect(readEndpoint(text)).toMatchObject({ host, addressing })
  })

  it.each<Addressing>(['path', 'virtual-host', 'custom-domain'])('takes %s', (addressing) => {
    expect(readEndpoint('http://localhost', addressing).addressing).toBe(addressing)
  })

  it.each([
    ['', undefined],
    ['127.0.0.1:9000', undefined],
    ['ftp://images.example', undefined],
    ['http://images.example/oss', undefined],
    ['http://images.example?a', undefined],
    ['http://user:secret@images.example', undefined],
    ['http://127.0.0.1:9000', 'virtual-host'],
    ['http://[::1]', 'virtual-host'],
  ] as const)('refuses %j with addressing %s', (text, addressing) => {
    expect(() => readEndpoint(text, addressing)).toThrow(ClientError)
    expect(() => readEndpoint(text, addressing)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }))
  })
})

describe('writeUrl', () => {
  it.each<[addressing: Addressing, object: string, bucket: string]>([
    ['path', 'http://images.example:8080/demo/a.jpg', 'http://images.example:8080/demo/?acl'],
    ['virtual-host', 'http://demo.images.example:8080/a.jpg', 'http://demo.images.example:8080/?acl'],
    ['custom-domain', 'http://images.example:8080/a.jpg', 'http://images.example:8080/?acl'],
  ])('addresses by %s', (addressing, object, bucket) => {
    const endpoint = readEndpoint('http://images.example:8080', addressing)
    expect(writeUrl(endpoint, 'demo', 'a.jpg', [])).toBe(object)
    expect(writeUrl(endpoint, 'demo', '', [['acl', '']])).toBe(bucket)
  })

  const written = (key: string) => writeUrl(readEndpoint('http://localhost'), 'demo', key, [])

  it.each([
    ['a/b c.jpg', 'a/b%20c.jpg'],
    ['a+b&c?d#e%20.jpg', 'a%2Bb%26c%3Fd%23e%2520.jpg'],
    ["(it's)!*.jpg", '%28it%27s%29%21%2A.jpg'],
    ['照片/示例.jpg', '%E7%85%A7%E7%89%87/%E7%A4%BA%E4%BE%8B.jpg'],
    ['a//b/', 'a//b/'],
    ['a\\b', 'a%5Cb'],
    ['a/../b', 'a%2F..%2Fb'],
    ['./a/b', '.%2Fa%2Fb'],
    ['a/..', 'a%2F..'],
    ['a/...', 'a/...'],
  ])('writes the key %j as %s, which a URL parser leaves as it is', (key, path) => {
    expect(written(key)).toBe(`http://localhost/demo/${path}`)
    expect(new URL(written(key)).href).toBe(written(key))
  })

  it('writes values encoded and empty ones bare', () => {
    const query = [
      ['x-oss-process', 'image/resize,w_100|style/a'],
      ['style', ''],
      ['a b', "c+d'"],
    ] as const
    expect(writeUrl(readEndpoint('http://localhost'), 'demo', 'a', query)).toBe(
      'http://localhost/demo/a?x-oss-process=image%2Fresize%2Cw_100%7Cstyle%2Fa&style&a%20b=c%2Bd%27',
    )
  })
})
