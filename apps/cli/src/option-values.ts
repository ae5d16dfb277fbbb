import type { Orientation, ResamplingPolicy, Size } from '@ossimg/engine'
import { InvalidArgumentError } from 'commander'

/** The values of `--resampling`. */
export const RESAMPLINGS: readonly ResamplingPolicy[] = ['auto', 'area', 'fast']

/** `4000x3000` → px; also with `×` or `X`. Throws commander's `InvalidArgumentError`. */
export function readSize(text: string): Size {
  const [, width, height] = /^([1-9]\d{0,8})[x×]([1-9]\d{0,8})$/i.exec(text) ?? []
  if (width === undefined || height === undefined)
    throw new InvalidArgumentError('Expected WIDTHxHEIGHT in px, such as 4000x3000.')
  return { width: Number(width), height: Number(height) }
}

/** An EXIF orientation. Throws commander's `InvalidArgumentError`. */
export function readOrientation(text: string): Orientation {
  const orientation = ORIENTATIONS.find((value) => String(value) === text)
  if (orientation === undefined) throw new InvalidArgumentError('Expected an EXIF orientation, 1 to 8.')
  return orientation
}

const ORIENTATIONS: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8]

/** A reader of whole numbers from 1 to `maximum`, which throws commander's `InvalidArgumentError`. */
export function integerUpTo(maximum: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : 0
    if (value >= 1 && value <= maximum) return value
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${maximum}.`)
  }
}

/** The version of signatures. Throws commander's `InvalidArgumentError`. */
export function readSignatureVersion(text: string): 1 | 4 {
  if (text === '1') return 1
  if (text === '4') return 4
  throw new InvalidArgumentError('Expected 1 or 4.')
}
