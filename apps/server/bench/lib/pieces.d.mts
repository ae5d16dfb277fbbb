/** How many copies of each source there are, by the source's name. */
export type Copies = Readonly<Record<string, number>>

/** A server as a process of its own. */
export interface RunningServer {
  readonly pid: number
  readonly port: number
  /** Such as `http://127.0.0.1:41234`. */
  readonly origin: string
  stop(): Promise<void>
}

export interface World {
  readonly copies: Copies
  /** Removes its folder. */
  remove(): void
}

export interface Workload {
  readonly name: string
  readonly kind: 'single' | 'chain' | 'mixed' | 'heavy'
  readonly source: string
  readonly variants: number
}

export interface Histogram {
  count: number
  largest: number
  counts: Record<string, number>
}

/** Numbers by name: a status or an error's code. */
export type Outcomes = Readonly<Record<string, number>>

export interface ClosedResult {
  readonly answers: number
  readonly seconds: number
  readonly bytes: number
  readonly statuses: Outcomes
  readonly failures: Outcomes
  readonly latencies: Readonly<Record<string, Histogram>>
  readonly used: number
}

/** A server's turn: CPU in ms, memory in MiB. */
export interface Cell extends ClosedResult {
  readonly cpu: number
  readonly peak: number
}

export interface OpenResult {
  readonly sent: number
  readonly statuses: Outcomes
  readonly failures: Outcomes
  readonly latencies: Readonly<Record<string, Histogram>>
  readonly late: Histogram
  readonly timeline: readonly { readonly outcomes: Outcomes; readonly latencies: Histogram }[]
  readonly opened: number
  readonly samples: readonly (readonly [number, number, number | string])[]
}

export interface BurstResult {
  readonly statuses: Outcomes
  readonly failures: Outcomes
  readonly latencies: Histogram
  readonly seconds: number
}

export interface ClosedJob {
  readonly port: number
  readonly paths: readonly string[]
  readonly etags?: readonly (string | null)[]
  readonly connections: number
  readonly seconds: number
  readonly again?: boolean
}

export interface OpenJob {
  readonly port: number
  readonly paths: readonly string[]
  readonly rate: number
  readonly seconds: number
  readonly connections: number
  readonly mostConnections?: number
  readonly samples?: boolean
}

export interface Generator {
  closed(job: ClosedJob): Promise<ClosedResult>
  open(job: OpenJob): Promise<OpenResult>
  burst(job: {
    readonly port: number
    readonly path: string
    readonly connections: number
  }): Promise<BurstResult>
  stop(): void
}

export interface Sample {
  readonly at: number
  readonly memory: number
  readonly descriptors: number
}

export interface Mix {
  next(): { readonly workload: Workload; readonly index: number }
}

/** Paths that are still to be asked for. */
export interface Source {
  readonly left: number | undefined
  take(most: number): { readonly paths: readonly string[] }
  drop(count: number): void
}

type PathOf = (workload: Workload, index: number, copies: Copies) => string
type Weighted = readonly (readonly [number, string])[]
type Point = readonly [number, number]

export const COPIES: { readonly few: Copies; readonly quick: Copies; readonly full: Copies }
export const STARTS: {
  readonly ossimg: (world: World) => Promise<RunningServer>
  readonly ceiling: (world: World) => Promise<RunningServer>
  readonly ipx: (world: World) => Promise<RunningServer>
}
export function createWorld(copies: Copies): Promise<World>

export const WORKLOADS: readonly Workload[]
export const PATHS: { readonly ossimg: PathOf; readonly ceiling: PathOf; readonly ipx: PathOf }
export function workloadOf(name: string): Workload
export function spaceOf(workload: Workload, copies: Copies): number
export function verify(
  servers: Readonly<Record<string, RunningServer>>,
  workload: Workload,
  index: number,
  copies: Copies,
): Promise<string>
export function fetchBody(
  server: RunningServer,
  path: string,
): Promise<{ readonly body: Buffer; readonly headers: Headers }>

export const REALISTIC: Weighted
export const HEAVY: Weighted
export function createMix(
  weighted: Weighted,
  options: { readonly repeats: number; readonly copies: Copies; readonly seed?: number },
): Mix

export function coldSource(
  workload: Workload,
  pathOf: PathOf,
  copies: Copies,
  space: number,
  start?: number,
): Source
export function mixSource(mix: Mix, pathOf: PathOf, copies: Copies): Source

export function startGenerator(): Generator
export function runCell(
  generator: Generator,
  server: RunningServer,
  job: Omit<ClosedJob, 'port'>,
): Promise<Cell>
export function summarise(
  cells: readonly Cell[],
  expected: number | readonly number[],
): { readonly rate: number; readonly cost: number; readonly p50: number; readonly wrong: Outcomes }

export function processTree(root: number): number[]
export function cpuOf(pids: readonly number[]): number
export function memoryOf(pids: readonly number[]): number
export function descriptorsOf(pids: readonly number[]): number

export function median(values: readonly number[]): number
export function quantile(values: readonly number[], share: number): number
export function slope(points: readonly Point[]): number
export function createHistogram(): Histogram
export function record(histogram: Histogram, ms: number): void
export function merged(histograms: readonly Histogram[]): Histogram
export function quantileOf(histogram: Histogram, share: number): number
export function recoveredAfter(
  samples: readonly (readonly [number, number, number | string])[],
  usual: number,
): number | null
export function growthOf(samples: readonly Sample[]): {
  readonly memorySlope: number
  readonly descriptorGrowth: number
}
export function goalsOf(results: Readonly<Record<string, unknown>>): {
  readonly goal: string
  readonly found: string
  readonly met: boolean
}[]
export function dominantColor(pixels: Uint8Array): string

interface Panel {
  readonly label: string
  readonly series: readonly {
    readonly name: string
    readonly color: string
    readonly points: readonly Point[]
  }[]
}
export function lineChart(chart: {
  readonly title: string
  readonly unit: string
  readonly panels: readonly Panel[]
}): string
export function barChart(chart: {
  readonly title: string
  readonly unit: string
  readonly groups: readonly {
    readonly label: string
    readonly bars: readonly {
      readonly name: string
      readonly value: number | undefined
      readonly color: string
    }[]
  }[]
}): string
export function scaleOf(
  values: Point,
  places: Point,
): { readonly at: (value: number) => number; readonly ticks: readonly number[]; readonly end: number }

/** What rounds of an overload have shown together. */
export function summaryOf(rounds: readonly object[]): object
