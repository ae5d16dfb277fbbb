import { readFile } from 'node:fs/promises'
import { crc32, deflateSync } from 'node:zlib'
import { drawPicture } from './vectors/pictures.ts'

/** The largest source that is processed, in bytes. */
const LARGEST_SOURCE = 20 * 1024 * 1024

/** A PNG whose header promises so many pixels, with hardly any behind it. */
export function promisingPng(width: number, height: number): Buffer {
  return Buffer.concat([pngStart(width, height), chunk('IDAT', deflateSync(Buffer.alloc(64))), chunk('IEND')])
}

/** Files that are not what they seem, by key. All were seen in the wild or are easily made. */
export async function hostileFiles(): Promise<Readonly<Record<string, Buffer>>> {
  const jpeg = await drawPicture({ width: 400, height: 267, format: 'jpg' })
  return {
    'text.jpg': Buffer.from('This is no picture, whatever its name.\n'),
    'empty.jpg': Buffer.alloc(0),
    'drawing.png': Buffer.from(SVG),
    'page.pdf': Buffer.from('%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n<</Type/Catalog>>\nendobj\n'),
    'wide.png': promisingPng(40_000, 10),
    'bomb.png': promisingPng(30_000, 30_000),
    'header.png': pngStart(100, 100),
    'header.jpg': jpeg.subarray(0, 200),
    'cut.jpg': jpeg.subarray(0, Math.floor(jpeg.length / 2)),
    'large.png': Buffer.concat([promisingPng(10, 10)], LARGEST_SOURCE + 1),
    'dot.gif': GIF,
    'dot.bmp': BMP,
    'dot.tiff': TIFF,
    'bomb.gif': patched(GIF, [6, 'ffffffff']),
    'endless.gif': endlessGif(1000, 300),
    'cut.gif': GIF.subarray(0, GIF.length - 8),
    'bomb.bmp': patched(BMP, [18, '3075000030750000']),
    'cut.bmp': patched(BMP, [18, '6400000064000000']),
    'wide.tiff': patched(TIFF, [18, '0441']),
    'cut.tiff': TIFF.subarray(0, TIFF.length - 8),
    'loop.tiff': patched(TIFF, [10 + 9 * 12, '08000000']),
    'cut.heic': (await readFile(HEIC)).subarray(0, 700),
    'empty.heic': Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
  }
}

const SVG = `<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY file SYSTEM "file:///etc/hostname">]>
<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><text y="20">&file;</text></svg>`

const HEIC = new URL('../fixtures/card.heic', import.meta.url)

/** A file with other bytes at a place. */
function patched(file: Buffer, [at, bytes]: readonly [at: number, hex: string]): Buffer {
  const copy = Buffer.from(file)
  Buffer.from(bytes, 'hex').copy(copy, at)
  return copy
}

/** A square GIF of so many frames, each of which draws one pixel of it. */
function endlessGif(side: number, frames: number): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt16LE(side, 0)
  size.writeUInt16LE(side, 2)
  const start = patched(GIF.subarray(0, 19), [6, size.toString('hex')])
  const frame = GIF.subarray(19, GIF.length - 1)
  return Buffer.concat([start, ...Array<Buffer>(frames).fill(frame), Buffer.from(';')])
}

/** One white pixel. */
const GIF = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')

/** One white pixel, 24 bits. */
const BMP = Buffer.from(
  ['424d3a000000000000003600000028000000', '010000000100000001001800', '00'.repeat(24), 'ffffff00'].join(''),
  'hex',
)

/** One white pixel of eight bits, little-endian. */
const TIFF = tiff([
  [256, 3, 1],
  [257, 3, 1],
  [258, 3, 8],
  [259, 3, 1],
  [262, 3, 1],
  [273, 4, 122],
  [277, 3, 1],
  [278, 3, 1],
  [279, 4, 1],
])

function tiff(entries: readonly (readonly [tag: number, type: number, value: number])[]): Buffer {
  const file = Buffer.alloc(8 + 2 + entries.length * 12 + 4 + 1, 0)
  file.write('II*\0', 'latin1')
  file.writeUInt32LE(8, 4)
  file.writeUInt16LE(entries.length, 8)
  for (const [index, [tag, type, value]] of entries.entries()) {
    const at = 10 + index * 12
    file.writeUInt16LE(tag, at)
    file.writeUInt16LE(type, at + 2)
    file.writeUInt32LE(1, at + 4)
    file.writeUInt32LE(value, at + 8)
  }
  file[file.length - 1] = 0xff
  return file
}

function pngStart(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits a sample, red green blue.
  header.set([8, 2], 8)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header)])
}

function chunk(name: string, data = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
