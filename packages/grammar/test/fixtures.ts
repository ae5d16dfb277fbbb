import { readdirSync, readFileSync } from 'node:fs'
import type { Process } from '../src/index.ts'

/** A process string that is accepted, the tree it stands for and its canonical text. */
export interface ValidRow {
  readonly input: string
  readonly tree: Process
  readonly canonical: string
}

/** A process string that is refused, and what the error says; what a row leaves out may be anything. */
export interface InvalidRow {
  readonly input: string
  readonly code: string
  readonly index: number
  readonly ec?: string
  readonly parameter?: string
  readonly value?: string
  readonly message?: string
}

/** A documented case of the whole service, as far as the grammar is concerned. */
export interface VectorRow {
  readonly id: string
  readonly process: string
  readonly method?: string
  readonly styles?: Readonly<Record<string, string>>
  readonly error?: {
    readonly status: number
    readonly code: string
    readonly acceptCodes?: readonly string[]
    readonly ec?: string
    readonly message?: string
  }
}

const folder = new URL('../fixtures/', import.meta.url)

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))
}

/** The names of the fixtures of operations, and `process`. */
export const fixtureNames: readonly string[] = readdirSync(folder)
  .map((file) => file.replace(/\.json$/, ''))
  .filter((name) => name !== 'vectors')
  .sort()

/** The rows of one fixture. */
export function readFixture(name: string): {
  readonly valid: readonly ValidRow[]
  readonly invalid: readonly InvalidRow[]
} {
  return read(name) as ReturnType<typeof readFixture>
}

/** Every accepted string of every fixture. */
export const validInputs: readonly string[] = fixtureNames.flatMap((name) =>
  readFixture(name).valid.map(({ input }) => input),
)

/** The rows of the documented cases. */
export const vectors = read('vectors') as readonly VectorRow[]

/** How often the random suites try; more by `OSSIMG_TEST_RUNS`. */
export function runs(usual: number): number {
  return Number(process.env.OSSIMG_TEST_RUNS ?? usual)
}
