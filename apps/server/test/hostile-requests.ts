import { KEY } from './live-server.ts'
import type { WireHeader, WireRequest } from './raw-http.ts'

/** The Host of path style. */
export const HOST: WireHeader = ['Host', '127.0.0.1']

/** The query of a small picture. */
export const THUMB = '?x-oss-process=image/resize,w_100'

/** A GET by nobody in particular. */
export function get(target: string, ...headers: readonly WireHeader[]): WireRequest {
  return { method: 'GET', target, headers: [HOST, ...headers] }
}

/** A signature that is none, in the header. */
function forged(): readonly WireHeader[] {
  return [
    ['Date', new Date().toUTCString()],
    ['Authorization', `OSS ${KEY.accessKeyId}:AAAAAAAAAAAAAAAAAAAAAAAAAAA=`],
  ]
}

const long = `GET /pictures/${'a'.repeat(70_000)} HTTP/1.1\r\nHost: a\r\n\r\n`
const lines = Array.from({ length: 9000 }, (_, index) => `x-header-${index}: 1`).join('\r\n')

/** What is no request. */
export const GARBAGE: readonly (readonly [name: string, bytes: Buffer | string])[] = [
  ['a line of garbage', 'garbage\r\n\r\n'],
  ['a TLS hello', Buffer.from('16030100c8010000c40303000102030405060708', 'hex')],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['zeroes', Buffer.alloc(100)],
  ['an unknown method', 'BREW /pictures/good.jpg HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a space in the target', 'GET /pictures/a b.jpg HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a URL of 70,000 characters', long],
  ['nine thousand headers', `GET /pictures/good.jpg HTTP/1.1\r\nHost: a\r\n${lines}\r\n\r\n`],
  ['a header of 70,000 bytes', `GET / HTTP/1.1\r\nHost: a\r\nx-a: ${'a'.repeat(70_000)}\r\n\r\n`],
  ['a zero in a header', 'GET / HTTP/1.1\r\nHost: a\r\nx-oss-meta-a: a\0b\r\n\r\n'],
  ['a carriage return in a header', 'GET / HTTP/1.1\r\nHost: a\r\nx-oss-meta-a: a\rSet-Cookie: b\r\n\r\n'],
  ['a space before the colon', 'GET / HTTP/1.1\r\nHost : a\r\n\r\n'],
  ['two lengths', 'PUT /open/a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  [
    'a length and chunks',
    'PUT /open/a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['a negative length', 'PUT /open/a HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n'],
  ['a chunk without size', 'PUT /open/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'],
]

/** Requests that are well-formed HTTP and still refused. */
export const REFUSED: readonly (readonly [
  name: string,
  request: WireRequest,
  status: number,
  code: string,
])[] = [
  ['a bad percent sequence', get('/pictures/%zz.jpg'), 400, 'InvalidObjectName'],
  ['a lone percent sign', get('/pictures/a%'), 400, 'InvalidObjectName'],
  ['bytes that are not UTF-8', get('/pictures/%ff.jpg'), 400, 'InvalidObjectName'],
  ['an overlong slash', get('/pictures/%c0%af'), 400, 'InvalidObjectName'],
  ['a process that is not UTF-8', get('/pictures/good.jpg?x-oss-process=%ff'), 400, 'InvalidArgument'],
  ['half a percent sequence', get('/pictures/good.jpg?x-oss-process=image%2'), 400, 'InvalidArgument'],
  ['a key that begins with a slash', get('/pictures//a'), 400, 'InvalidObjectName'],
  ['a key of 1024 bytes', get(`/pictures/${'a'.repeat(1024)}`), 400, 'InvalidObjectName'],
  ['a key of 60,000 bytes', get(`/pictures/${'a'.repeat(60_000)}`), 400, 'InvalidObjectName'],
  ['a bucket that is none', get('/Pictures/a'), 400, 'InvalidBucketName'],
  ['a bucket above the root', get('/../pictures/good.jpg'), 400, 'InvalidBucketName'],
  [
    'a process of 9,000 bytes',
    get(`/pictures/good.jpg?x-oss-process=image/resize,w_${'1'.repeat(9000)}`),
    400,
    'InvalidArgument',
  ],
  [
    'a process of a thousand operations',
    get(`/pictures/good.jpg?x-oss-process=image${'/rotate,1'.repeat(900)}`),
    400,
    'InvalidArgument',
  ],
  ['PATCH', { ...get('/pictures/good.jpg'), method: 'PATCH' }, 405, 'MethodNotAllowed'],
  ['TRACE', { ...get('/pictures/good.jpg'), method: 'TRACE' }, 405, 'MethodNotAllowed'],
  ['PROPFIND', { ...get('/pictures/'), method: 'PROPFIND' }, 405, 'MethodNotAllowed'],
  ['DELETE of the service', { ...get('/'), method: 'DELETE' }, 405, 'MethodNotAllowed'],
  ['two Hosts', get('/pictures/good.jpg', ['Host', 'localhost']), 400, 'InvalidRequest'],
  ['two Authorizations', get('/pictures/good.jpg', ...forged(), ...forged()), 400, 'InvalidArgument'],
  ['no Host', { ...get('/pictures/good.jpg'), headers: [] }, 400, 'InvalidRequest'],
  [
    'metadata of 9,000 bytes',
    {
      ...get('/open/a', ['x-oss-meta-a', 'a'.repeat(9000)], ['Content-Length', '1']),
      method: 'PUT',
      body: 'a',
    },
    400,
    'InvalidArgument',
  ],
  ['no length', { ...get('/open/a'), method: 'PUT' }, 411, 'MissingContentLength'],
  [
    'a body that its digest does not fit',
    { ...get('/open/a', ['Content-MD5', 'AAAA'], ['Content-Length', '1']), method: 'PUT', body: 'a' },
    400,
    'InvalidDigest',
  ],
  [
    'more than 5 GB',
    { ...get('/open/a', ['Content-Length', '5368709121']), method: 'PUT' },
    400,
    'InvalidArgument',
  ],
]

const unsupported = 'This image format is not supported.'
const damaged = 'The image file may be damaged.'
const of = (key: string, process = THUMB) => get(`/pictures/${key}${process}`)

const mark = (key: string) => `watermark,image_${Buffer.from(key).toString('base64url')}`
const marked = (key: string) => of('good.jpg', `?x-oss-process=image/${mark(key)}`)

/** Six stages, each with as many operations as fit. */
const manyMarks = `?x-oss-process=${Array.from(
  { length: 6 },
  (_, stage) => `image/${Array.from({ length: 32 }, (_, index) => mark(`${stage}-${index}`)).join('/')}`,
).join('|')}`

/** What is told of a refusal, and in which words when the code leaves it open. */
type Refusal = [name: string, request: () => WireRequest, status: number, code: string, message?: string]

/** Requests on the bucket `pictures` that are refused by their words, or by the first bytes of an object. */
export const AT_ONCE: readonly Refusal[] = [
  ['a bad signature', () => get(`/pictures/good.jpg${THUMB}`, ...forged()), 403, 'SignatureDoesNotMatch'],
  [
    'a bad signature in the URL',
    () =>
      of(
        'good.jpg',
        `${THUMB}&OSSAccessKeyId=${KEY.accessKeyId}&Expires=${Math.ceil(Date.now() / 1000) + 60}&Signature=AAAA`,
      ),
    403,
    'SignatureDoesNotMatch',
  ],
  ['a bad parameter', () => of('good.jpg', '?x-oss-process=image/resize,w_0'), 400, 'InvalidArgument'],
  ['an unknown operation', () => of('good.jpg', '?x-oss-process=image/melt,w_9'), 400, 'InvalidArgument'],
  ['a crop outside', () => of('good.jpg', '?x-oss-process=image/crop,x_400'), 400, 'CutEdgeExceedRange'],
  [
    'a huge result',
    () => of('good.jpg', '?x-oss-process=image/resize,m_fixed,w_16384,h_16384,limit_0'),
    400,
    'ImageTooLarge',
  ],
  ['a missing key', () => of('none.jpg'), 404, 'NoSuchKey'],
  ['a missing style', () => of('good.jpg', '?x-oss-process=style/none'), 404, 'NoSuchStyle'],
  ['a text named .jpg', () => of('text.jpg'), 400, 'BadRequest', unsupported],
  ['info of a text', () => of('text.jpg', '?x-oss-process=image/info'), 400, 'BadRequest', unsupported],
  ['nothing', () => of('empty.jpg'), 400, 'BadRequest', unsupported],
  ['an SVG named .png', () => of('drawing.png'), 400, 'BadRequest', unsupported],
  ['a PDF', () => of('page.pdf'), 400, 'BadRequest', unsupported],
  ['a PNG 40,000 pixels wide', () => of('wide.png'), 400, 'ImageTooLarge'],
  ['a PNG of 900 million pixels', () => of('bomb.png'), 400, 'ImageTooLarge'],
  ['a PNG that ends after its header', () => of('header.png'), 400, 'BadRequest', damaged],
  ['a JPEG that ends in its header', () => of('header.jpg'), 400, 'BadRequest', damaged],
  ['a JPEG cut in half', () => of('cut.jpg'), 400, 'BadRequest', damaged],
  [
    'the upper part of a JPEG cut in half',
    () => of('cut.jpg', '?x-oss-process=image/crop,w_10,h_10'),
    400,
    'BadRequest',
    damaged,
  ],
  ['an object of 20 MB and a byte', () => of('large.png'), 400, 'ImageTooLarge'],
  ['a mark that is missing', () => marked('none.png'), 404, 'NoSuchKey'],
  ['a mark that is a text', () => marked('text.jpg'), 400, 'WatermarkError'],
  ['a mark that is a GIF', () => marked('dot.gif'), 400, 'WatermarkError'],
  ['a mark of 900 million pixels', () => marked('bomb.png'), 400, 'ImageTooLarge'],
  ['a mark of 20 MB and a byte', () => marked('large.png'), 400, 'ImageTooLarge'],
  ['two hundred marks', () => of('good.jpg', manyMarks), 400, 'WatermarkError'],
  ['a GIF 65,535 pixels wide and high', () => of('bomb.gif'), 400, 'ImageTooLarge'],
  ['a GIF of 300 million pixels in its frames', () => of('endless.gif'), 400, 'ImageTooLarge'],
  ['a GIF that ends in its frame', () => of('cut.gif'), 400, 'BadRequest', damaged],
  ['a BMP of 900 million pixels', () => of('bomb.bmp'), 400, 'ImageTooLarge'],
  ['a BMP of 10,000 pixels that holds one', () => of('cut.bmp'), 400, 'BadRequest', damaged],
  ['a TIFF 16,644 pixels wide', () => of('wide.tiff'), 400, 'ImageTooLarge'],
  ['a TIFF that ends in its directory', () => of('cut.tiff'), 400, 'BadRequest', damaged],
  ['a TIFF whose directories form a circle', () => of('loop.tiff'), 400, 'BadRequest', damaged],
  ['a HEIC that ends in its header', () => of('cut.heic'), 400, 'BadRequest', damaged],
  ['a HEIC that is only a name', () => of('empty.heic'), 400, 'BadRequest', damaged],
]
