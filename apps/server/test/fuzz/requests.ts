import { type PresignOptions, presign, type SignableRequest, signHeaders } from '@ossimg/signer'
import type { WireHeader, WireRequest } from '../raw-http.ts'
import type { Random } from './random.ts'
import { LIMITED } from './world.mjs'

/** A request before it is written: its query still in parts. */
interface Draft {
  readonly method: string
  readonly bucket: string
  readonly key: string
  readonly query: readonly (readonly [name: string, value: string])[]
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const b64 = (text: string) => Buffer.from(text).toString('base64url')

const BUCKETS = [
  ...Array<string>(8).fill('open'),
  ...Array<string>(6).fill('photos'),
  ...Array<string>(3).fill('hidden'),
  'missing',
  '-',
  'Bad_Name',
  '',
]
const KEYS = [
  'a.jpg',
  'a.jpg',
  'a.jpg',
  'a.jpg',
  'a.jpg',
  'b.png',
  'c.gif',
  'own.png',
  'text',
  'new',
  'new/deep',
  'a.jpg!thumb',
  'a//b',
  '../hidden/a.jpg',
  '中文 +&.jpg',
  'admin/buckets/hidden/settings',
  'health',
  'k'.repeat(1023),
  '',
]
const PROCESSES = [
  'image/resize,w_20',
  'image/resize,m_fill,w_30,h_20/rotate,30/format,png',
  'image/crop,w_10,h_10,g_center/quality,q_50',
  'image/info',
  'image/average-hue',
  'image/format,webp',
  'image/blur,r_3,s_2/sharpen,100',
  'style/thumb',
  'style/none',
  `image/watermark,image_${b64('b.png')}`,
  `image/watermark,image_${b64('own.png')}`,
  `image/watermark,image_${b64('../hidden/a.jpg')}`,
  'image/resize,w_99999999999',
  'image/resize,w_16384/resize,w_16384',
  'image/rounded-corners,r_5/circle,r_3|image/bright,20',
  'video/snapshot,t_1',
  '',
]
const SUB_RESOURCES = [
  'acl',
  'uploads',
  'cors',
  'style',
  'styleName',
  'location',
  'bucketInfo',
  'stat',
  'delete',
  'objectMeta',
  'append',
  'position',
  'partNumber',
  'uploadId',
  'list-type',
  'prefix',
  'delimiter',
  'marker',
  'max-keys',
  'encoding-type',
  'continuation-token',
  'response-content-type',
  'response-expires',
  'lifecycle',
  'versionId',
  'x-oss-process',
  'security-token',
]
const VALUES = [
  '',
  '0',
  '1',
  '2',
  '-1',
  '1000',
  '99999999999999999999',
  'url',
  '/',
  'a',
  '%',
  '\r\nSet-Cookie: x',
  '中',
  '\0',
]
const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  [
    'x-oss-copy-source',
    ['/hidden/a.jpg', '/photos/a.jpg', '/photos/own.png', '/open/a.jpg', 'open/a.jpg', '/%2e%2e/x', '/'],
  ],
  ['x-oss-object-acl', ['public-read-write', 'private', 'nonsense']],
  ['x-oss-acl', ['public-read', 'nonsense']],
  ['x-oss-meta-a', ['b', 'ü', '']],
  ['x-oss-metadata-directive', ['REPLACE', 'COPY', 'x']],
  ['range', ['bytes=0-3', 'bytes=9-', 'bytes=-1', 'bytes=1-0', 'chars=1-2']],
  ['if-none-match', ['*', '"x"', 'W/"x", *']],
  ['if-modified-since', ['Thu, 15 Jan 2026 08:30:00 GMT', 'never']],
  ['content-md5', ['1B2M2Y8AsgTpgAmY7PhCfg==', 'x']],
  ['content-type', ['image/jpeg', 'multipart/form-data; boundary=b', 'multipart/form-data', 'x'.repeat(300)]],
  ['expect', ['100-continue', 'nonsense']],
  ['origin', ['https://a.example', 'null']],
  ['access-control-request-method', ['GET', 'X']],
  ['x-oss-security-token', ['token', '']],
  ['x-oss-forbid-overwrite', ['true']],
  ['x-oss-hash-crc64ecma', ['0', 'x']],
]
const FORM = [
  '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nnew/form\r\n',
  '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ncontent\r\n--b--\r\n',
].join('')
const BODIES: readonly string[] = [
  '',
  'hello',
  `x-oss-process=image/resize,w_10|sys/saveas,o_${b64('saved.jpg')}`,
  `x-oss-process=image/resize,w_10|sys/saveas,o_${b64('saved.jpg')},b_${b64('hidden')}`,
  '<Style><Content>image/resize,w_10</Content></Style>',
  '<Delete><Quiet>false</Quiet><Object><Key>new</Key></Object></Delete>',
  '<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>',
  '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"x"</ETag></Part></CompleteMultipartUpload>',
  '<!DOCTYPE x [<!ENTITY a "b">]><Delete>&a;</Delete>',
  FORM,
]
const METHODS = [
  'GET',
  'GET',
  'GET',
  'GET',
  'HEAD',
  'PUT',
  'PUT',
  'POST',
  'POST',
  'DELETE',
  'OPTIONS',
  'PATCH',
]
const HOSTS = [
  ...Array<string>(16).fill('127.0.0.1'),
  'open.localhost',
  'hidden.localhost',
  'img.example.com',
  'photos.oss-cn-hangzhou.aliyuncs.com',
  '[::1]',
  '',
]

/** What is sent beside bucket, key and signature. */
type Call = Pick<Draft, 'method' | 'query' | 'headers' | 'body'>

const call = (
  method: string,
  query: Draft['query'] = [],
  headers: Draft['headers'] = {},
  body = '',
): Call => ({
  method,
  query,
  headers,
  body,
})
const UPLOAD: readonly [string, string] = ['uploadId', 'A'.repeat(32)]
const XML = { style: BODIES[4], delete: BODIES[5], cors: BODIES[6], complete: BODIES[7] }

/** Every call that is answered, as an SDK makes it. */
const CALLS: readonly Call[] = [
  ...PROCESSES.map((process) => call('GET', [['x-oss-process', process]])),
  ...PROCESSES.map((process) => call('HEAD', [['x-oss-process', process]])),
  call('GET'),
  call('GET', [], { range: 'bytes=0-9' }),
  call('GET', [], { 'if-none-match': '*' }),
  call('GET', [['response-cache-control', 'no-store']]),
  call('HEAD'),
  call('HEAD', [['objectMeta', '']]),
  call('PUT', [], { 'x-oss-meta-a': 'b' }, 'hello'),
  call('PUT', [], { 'x-oss-copy-source': '/photos/a.jpg' }),
  call('PUT', [], { 'x-oss-copy-source': '/hidden/a.jpg' }),
  call('PUT', [['acl', '']], { 'x-oss-object-acl': 'public-read', 'x-oss-acl': 'public-read' }),
  call('GET', [['acl', '']]),
  call('DELETE'),
  ...BODIES.slice(2, 4).map((body) => call('POST', [['x-oss-process', '']], {}, body)),
  call('POST', [['uploads', '']]),
  call('PUT', [['partNumber', '1'], UPLOAD], {}, 'part'),
  call('PUT', [['partNumber', '1'], UPLOAD], { 'x-oss-copy-source': '/hidden/text' }),
  call('POST', [UPLOAD], {}, XML.complete),
  call('GET', [UPLOAD]),
  call('DELETE', [UPLOAD]),
  call('GET', [['uploads', '']]),
  call(
    'POST',
    [
      ['append', ''],
      ['position', '0'],
    ],
    {},
    'more',
  ),
  call('POST', [], { 'content-type': 'multipart/form-data; boundary=b' }, FORM),
  call('POST', [['delete', '']], {}, XML.delete),
  call('GET', [
    ['list-type', '2'],
    ['prefix', ''],
    ['delimiter', '/'],
  ]),
  call('GET', [
    ['max-keys', '3'],
    ['encoding-type', 'url'],
  ]),
  call('GET', [['bucketInfo', '']]),
  call('GET', [['stat', '']]),
  call('GET', [['location', '']]),
  call(
    'PUT',
    [
      ['style', ''],
      ['styleName', 'thumb'],
    ],
    {},
    XML.style,
  ),
  call('GET', [['style', '']]),
  call('PUT', [['cors', '']], {}, XML.cors),
  call('GET', [['cors', '']]),
  call('OPTIONS', [], { origin: 'https://a.example', 'access-control-request-method': 'GET' }),
]

/** A request that is well-formed and means something, or nearly. */
export function draftRequest(random: Random): WireRequest {
  const made = random.chance(3) ? randomCall(random) : random.pick(CALLS)
  const headers: Record<string, string> = { ...made.headers }
  if (random.chance(4)) {
    const [name, values] = random.pick(HEADERS)
    headers[name] = random.pick(values)
  }
  // Calls on buckets have no key, so that every other pair of the two must go without.
  const key = random.chance(3) ? '' : random.pick(KEYS)
  return write({ ...made, headers, bucket: random.pick(BUCKETS), key }, random)
}

/** Anything that can be put together. */
function randomCall(random: Random): Call {
  const query: [string, string][] = []
  if (random.chance(2)) query.push(['x-oss-process', random.pick(PROCESSES)])
  while (random.chance(3)) query.push([random.pick(SUB_RESOURCES), random.pick(VALUES)])
  const method = random.pick(METHODS)
  const body = method === 'PUT' || method === 'POST' || random.chance(20) ? random.pick(BODIES) : ''
  return { method, query, headers: {}, body }
}

/** Writes a draft, signed in one of four ways by a key for `open` alone, or not. */
function write(draft: Draft, random: Random): WireRequest {
  const host = random.pick(HOSTS)
  const { method, bucket, key, body } = draft
  const signable: SignableRequest = { method, bucket, key, query: draft.query, headers: draft.headers }
  const version = random.pick([1, 4] as const)
  const way = random.pick(['header', 'url', 'none', 'none'] as const)
  const added =
    way === 'header' ? signHeaders(signable, LIMITED, { ...SIGNING[version], date: new Date() }) : {}
  const query = [...draft.query, ...(way === 'url' ? presignFor(signable, version) : [])]
  const headers: WireHeader[] = [['Host', host]]
  for (const [name, value] of Object.entries({ ...draft.headers, ...added }))
    headers.push([name, Buffer.from(value).toString('latin1')])
  if (body !== '' || random.chance(8)) headers.push(['Content-Length', String(Buffer.byteLength(body))])
  const path = isPathStyle(host) ? `/${bucket}/${percent(key)}` : `/${percent(key)}`
  const text = query.map(([name, value]) => `${percent(name)}=${percent(value)}`).join('&')
  return { method, target: text === '' ? path : `${path}?${text}`, headers, body }
}

const SIGNING = { 1: { version: 1 }, 4: { version: 4, region: 'cn-hangzhou' } } as const

/** What a query that has such a parameter already cannot have. */
function presignFor(request: SignableRequest, version: 1 | 4): readonly (readonly [string, string])[] {
  if (request.query.some(([name]) => name === 'security-token')) return []
  const options: PresignOptions =
    version === 1
      ? { expires: Math.floor(Date.now() / 1000) + 600 }
      : { ...SIGNING[4], date: new Date(), expires: 600 }
  return presign(request, LIMITED, options)
}

function isPathStyle(host: string): boolean {
  return host === '127.0.0.1' || host === '[::1]' || host === ''
}

function percent(text: string): string {
  return encodeURIComponent(text).replaceAll('%2F', '/')
}
