import { readFileSync } from 'node:fs'
import { operations } from '@ossimg/grammar'
import type { Encoding } from '../src/encoding.ts'
import type { Size } from '../src/geometry.ts'
import type { ImageMetadata } from '../src/metadata.ts'
import type { ResamplingPolicy } from '../src/operations/lower.ts'
import type { Decoding, ImagePlan } from '../src/plan.ts'
import type { Step } from '../src/step.ts'

/** A process on a picture, and what is planned; what a row leaves out may be anything. */
export interface Row {
  readonly name?: string
  readonly process: string
  readonly metadata: Pick<ImageMetadata, 'format' | 'width' | 'height'> & Partial<ImageMetadata>
  /** Sizes of the texts to draw, in order of first use. */
  readonly texts?: readonly Size[]
  readonly resampling?: ResamplingPolicy
  readonly decode?: Decoding
  readonly canvas?: Partial<ImagePlan['canvas']>
  /** The steps of all passes. */
  readonly steps?: readonly Step[]
  readonly encode?: Partial<Encoding>
  /** The plan of a report. */
  readonly report?: object
  readonly error?: { readonly code: string; readonly ec?: string; readonly message?: string }
}

const folder = new URL('../fixtures/', import.meta.url)

/** The names of the fixtures: one for each operation, and one for what sources are taken. */
export const fixtureNames: readonly string[] = [...Object.keys(operations), 'source']

/** The rows of one fixture. */
export function readFixture(name: string): readonly Row[] {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as readonly Row[]
}

/** The metadata of a row, with what it leaves out. */
export function metadataOf({ metadata }: Row): ImageMetadata {
  return { pages: 1, orientation: 1, alpha: false, bytes: 21_839, ...metadata }
}
