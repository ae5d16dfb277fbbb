import sharp from 'sharp'
import { decodeBmp } from '../../src/bmp/decode.ts'
import type { Raw } from '../../src/pixels/raw.ts'
import { probe } from '../../src/probe.ts'

/** The frames of a picture in any format that is written, with three channels, or four where it has alpha. */
export async function pagesOf(file: Uint8Array): Promise<Raw[]> {
  const { format, pages } = probe(file)
  if (format === 'bmp') return [decodeBmp(file)]
  const { data, info } = await sharp(file, { pages: -1 }).raw().toBuffer({ resolveWithObject: true })
  const { width, channels } = info
  if (channels !== 3 && channels !== 4) throw new Error(`a result has ${channels} channels`)
  const bytes = data.length / pages
  return Array.from({ length: pages }, (_, page) => ({
    data: data.subarray(page * bytes, (page + 1) * bytes),
    width,
    height: info.height / pages,
    channels,
  }))
}

/**
 * What a result is, in a line: `jpg 120x80 q90 progressive tag 6`, `png 60x60 alpha` or
 * `gif 48x32 alpha, frames of 50+100 ms`.
 */
export function describePicture(file: Uint8Array, pages: readonly Raw[]): string {
  const { format, width, height, quality, progressive, orientation, animation } = probe(file)
  return [
    `${format} ${width}x${height}`,
    quality === undefined ? '' : ` q${quality}`,
    progressive ? ' progressive' : '',
    orientation === 1 ? '' : ` tag ${orientation}`,
    pages.some(({ channels }) => channels === 4) ? ' alpha' : '',
    animation ? `, frames of ${animation.delays.join('+')} ms` : '',
  ].join('')
}

/** How large the frames are, how many, and whether they have alpha, by what `describePicture` says. */
export function sizeOf(made: string): { width: number; height: number; pages: number } {
  const [, width = '', height = ''] = / (\d+)x(\d+)/.exec(made) ?? []
  return { width: Number(width), height: Number(height), pages: made.split('+').length }
}
