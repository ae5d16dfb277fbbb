import { readFileSync } from 'node:fs'
import { operations } from '@ossimg/grammar'
import type { Encoding } from '../src/encoding.ts'
import type { Size } from '../src/geometry.ts'
import type { ImageMetadata } from '../src/metadata.ts'
import type { ResamplingPolicy } from '../src/operations/lower.ts'
import type { Decoding, ImagePlan } from '../src/plan.ts'
import type { Step } from '../src/step.ts'

/** What matters of a picture's metadata. */
type Metadata = Pick<ImageMetadata, 'format' | 'width' | 'height'> & Partial<ImageMetadata>

/** A process on a picture, and what is planned; what a row leaves out may be anything. */
export interface Row {
  readonly name?: string
  readonly process: string
  readonly metadata: Metadata
  /** Images to draw, by key. */
  readonly images?: Readonly<Record<string, Metadata>>
  /** Sizes of the texts to draw, in order of first use. */
  readonly texts?: readonly Size[]
  readonly resampling?: ResamplingPolicy
  readonly decode?: Partial<Decoding>
  readonly canvas?: Partial<ImagePlan['canvas']>
  /** The steps of all passes. */
  readonly steps?: readonly Step[]
  readonly encode?: Partial<Encoding>
  /** The plan of a report. */
  readonly report?: object
  readonly error?: { readonly code: string; readonly ec?: string; readonly message?: string }
}

const folder = new URL('../fixtures/', import.meta.url)

/** The names of the fixtures: one for each operation, one for what sources are taken, one for animations. */
export const fixtureNames: readonly string[] = [...Object.keys(operations), 'source', 'animation']

/** The rows of one fixture. */
export function readFixture(name: string): readonly Row[] {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as readonly Row[]
}

/** The whole metadata of a picture. */
export function completed(metadata: Metadata): ImageMetadata {
  return { pages: 1, orientation: 1, alpha: false, bytes: 21_839, ...metadata }
}

/** What is known of the images that a row draws. */
export function imagesOf({ images = {} }: Row): Record<string, ImageMetadata> {
  return Object.fromEntries(Object.entries(images).map(([key, metadata]) => [key, completed(metadata)]))
}
