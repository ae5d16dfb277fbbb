import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { AdmissionState } from './admission/admission.ts'
import { type RequestOutcome, RequestTally } from './request-tally.ts'
import type { CacheStatistics } from './result-cache/result-cache.ts'

/** Who may read the metrics: nobody, whoever has a key, or anyone. */
export type MetricsAccess = 'off' | 'signed' | 'open'

/** Decoder processes. */
export interface DecoderStatistics {
  /** Those at work. */
  readonly busy: number
  /** Those that can work, or do. */
  readonly ready: number
  /** Since the start. */
  readonly starts: number
  /** Those that were replaced because they kept memory, since the start. */
  readonly replaced: number
  /** Those that ended at work without being told to, since the start. */
  readonly deaths: number
  /** Jobs that took too long, since the start. */
  readonly overruns: number
}

/** Answers that are given again as they are. */
export interface HotStatistics {
  /** Requests that got one, since the start. */
  readonly hits: number
  readonly entries: number
  readonly bytes: number
}

/** What is read when somebody asks for the metrics. What is missing does not show. */
export interface MetricSources {
  /** Pictures really made, and requests that got what another one had made, since the start. */
  readonly pictures?: { readonly counts: { readonly made: number; readonly joined: number } }
  readonly cache?: { statistics(): CacheStatistics }
  readonly admission?: { readonly state: AdmissionState }
  readonly decoders?: { statistics(): DecoderStatistics }
  readonly hotAnswers?: { statistics(): HotStatistics }
}

/** What can be told about a server while it runs. */
export interface Metrics {
  /** The media type of `text`. */
  readonly contentType: string
  /** Counts a request; takes a fraction of a µs. */
  record(outcome: RequestOutcome): void
  /** Shows further values. Each source once. */
  watch(sources: MetricSources): void
  /** Everything as Prometheus reads it. */
  text(): Promise<string>
}

/** Milliseconds between two looks at the event loop. */
const LOOP_PRECISION = 20

/**
 * Makes metrics that nobody shares.
 *
 * @param options.ofProcess whether to tell of memory, CPU time and event loop of this process, too. Default: false.
 */
export function openMetrics({ ofProcess = false }: { readonly ofProcess?: boolean } = {}): Metrics {
  const registry = new Registry()
  const registers = [registry]
  if (ofProcess) collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_PRECISION })
  const requests = new RequestTally()
  new Counter({
    name: 'ossimg_requests_total',
    help: 'Requests that ended, by call, status and code of the error; status 499: the client went away.',
    labelNames: ['call', 'status', 'code'],
    registers,
    collect() {
      this.reset()
      for (const { count, ...labels } of requests.outcomes()) this.inc(labels, count)
    },
  })
  const durations = () =>
    requests.durations(
      'ossimg_request_duration_seconds',
      'Time from a request to the end of its answer, by call.',
    )
  return {
    contentType: registry.contentType,
    record: (outcome) => requests.record(outcome),
    watch: (sources) => show(registry, sources),
    text: async () => `${await registry.metrics()}\n${durations()}`,
  }
}

/** A value that is read when it is asked for, alone or by its one label. */
type Reading = number | { readonly label: string; readonly values: Readonly<Record<string, number>> }

/** Registers what the sources tell. */
function show(registry: Registry, { pictures, cache, admission, decoders, hotAnswers }: MetricSources): void {
  const { total, current } = reading(registry)
  if (pictures) {
    total('ossimg_decodes_total', 'Pictures and reports that were made.', () => pictures.counts.made)
    total(
      'ossimg_coalesced_total',
      'Requests that got what another one had made.',
      () => pictures.counts.joined,
    )
  }
  if (cache) {
    const read = () => cache.statistics()
    total('ossimg_cache_hits_total', 'Pictures that were found, by tier.', () =>
      byTier(read().memoryHits, read().diskHits),
    )
    total('ossimg_cache_misses_total', 'Pictures that were not found.', () => read().misses)
    total('ossimg_cache_evicted_total', 'Pictures that made room for others.', () => read().evicted)
    total('ossimg_cache_corrupt_total', 'Pictures that were damaged.', () => read().corrupt)
    current('ossimg_cache_entries', 'Pictures that are kept.', () => read().entries)
    current('ossimg_cache_bytes', 'What they take, by tier.', () =>
      byTier(read().memoryBytes, read().diskBytes),
    )
  }
  if (hotAnswers) {
    const read = () => hotAnswers.statistics()
    total('ossimg_hot_answers_total', 'Requests that were answered as the last time.', () => read().hits)
    current('ossimg_hot_answers_entries', 'Answers that are kept.', () => read().entries)
    current('ossimg_hot_answers_bytes', 'What they take.', () => read().bytes)
  }
  if (admission) {
    current('ossimg_pictures_running', 'Pictures in work.', () => admission.state.running)
    current('ossimg_pictures_waiting', 'Pictures that wait for their turn.', () => admission.state.waiting)
    current(
      'ossimg_pictures_bytes',
      'Memory that those in work may take together.',
      () => admission.state.bytes,
    )
    current(
      'ossimg_slowness',
      'Real over expected time of the pictures lately.',
      () => admission.state.slowness,
    )
    total('ossimg_pictures_refused_total', 'Pictures that were refused.', () => admission.state.refused)
  }
  if (decoders) {
    const read = () => decoders.statistics()
    current('ossimg_decoders_running', 'Decoder processes that can work.', () => read().ready)
    current('ossimg_decoders_busy', 'Decoder processes at work.', () => read().busy)
    total('ossimg_decoders_started_total', 'Decoder processes that were started.', () => read().starts)
    total(
      'ossimg_decoders_replaced_total',
      'Decoder processes that were replaced because they kept memory.',
      () => read().replaced,
    )
    total('ossimg_decoders_died_total', 'Decoder processes that ended by themselves.', () => read().deaths)
    total('ossimg_decoders_overruns_total', 'Pictures that took too long.', () => read().overruns)
  }
}

function byTier(memory: number, disk: number): Reading {
  return { label: 'tier', values: { memory, disk } }
}

/** Registers values by how they are read: those that only grow, and those that stand for now. */
function reading(registry: Registry) {
  const registers = [registry]
  return {
    total(name: string, help: string, read: () => Reading): void {
      new Counter({
        name,
        help,
        labelNames: labelNames(read()),
        registers,
        collect() {
          this.reset()
          for (const [labels, value] of readings(read())) this.inc(labels, value)
        },
      })
    },
    current(name: string, help: string, read: () => Reading): void {
      new Gauge({
        name,
        help,
        labelNames: labelNames(read()),
        registers,
        collect() {
          for (const [labels, value] of readings(read())) this.set(labels, value)
        },
      })
    },
  }
}

function labelNames(value: Reading): string[] {
  return typeof value === 'number' ? [] : [value.label]
}

function readings(value: Reading): readonly (readonly [labels: Record<string, string>, value: number])[] {
  if (typeof value === 'number') return [[{}, value]]
  return Object.entries(value.values).map(([name, number]) => [{ [value.label]: name }, number])
}
