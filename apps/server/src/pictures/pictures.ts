import { estimateCost, infoFromHeader, type Output, type Plan } from '@ossimg/engine'
import type { Content } from '../decoding/worker.ts'
import { Flights } from '../flights.ts'
import { canonicalText } from '../process-facts.ts'
import { checkSource, type ProcessingSettings, pictureRevision } from '../process-image.ts'
import { cacheName } from '../result-cache/name.ts'
import type { Origin, Purged, PurgeFilter } from '../result-cache/result-cache.ts'
import type { Signal } from '../signals.ts'
import type { ObjectRecord, Storage } from '../storage/storage.ts'
import { collect } from './collect.ts'
import { contentOf, loadContent } from './contents.ts'
import { readHead } from './head.ts'
import { Inspections, type Involved } from './inspections.ts'
import { Planning } from './planning.ts'
import type { Workshop } from './workshop.ts'

/** What is to be made, of contents that the caller may read. */
export interface Order extends Involved {
  /** The styles that the request named, for purging. */
  readonly styles: readonly string[]
  /**
   * Whether contents are loaded before the job waits for its turn: for an object that is replaced again and again.
   * Default: false.
   */
  readonly loaded?: boolean
  /** Whether `check` has let it pass just now. Default: false. */
  readonly letIn?: boolean
}

/** An order's picture. */
interface Named {
  readonly origin: Origin
  readonly name: string
  /** Purges before it. */
  readonly era: number
  /** The name of the work on it. */
  readonly flight: string
}

/** Where a picture came from. */
export type Way = 'memory' | 'disk' | 'joined' | 'made'

/** A picture, and what was done to get it. */
export interface Made {
  readonly output: Output
  readonly way: Way
  /** Milliseconds that it waited for its turn; 0 unless it was made for this request. */
  readonly waited: number
  /** Milliseconds that the work took; 0 unless it was made for this request. */
  readonly worked: number
}

/** How pictures have been come by, counted. */
export interface PictureCounts {
  /** Pictures and reports that were made. */
  readonly made: number
  /** Requests that got what another one had made. */
  readonly joined: number
}

/** Makes pictures: from what is kept, together with others who ask for the same, or anew. */
export class Pictures {
  readonly #storage: Storage
  readonly #workshop: Workshop
  readonly #inspections: Inspections
  readonly #planning: Planning
  readonly #flights = new Flights<Made>()
  readonly #revision: string
  #made = 0
  /** Counts purges: what was begun before one is not kept, and joined by nobody after it. */
  #purges = 0
  #joined = 0

  constructor(storage: Storage, settings: ProcessingSettings, workshop: Workshop) {
    this.#storage = storage
    this.#workshop = workshop
    this.#inspections = new Inspections(workshop)
    this.#planning = new Planning(settings.resampling)
    this.#revision = pictureRevision(settings)
    storage.onChange((change) => workshop.cache.forgetOutdated(change))
  }

  /** Throws what `make` would throw of an order before any work. */
  check(order: Order): void {
    const { name, flight } = this.#named(order)
    this.#checkRoom(name, flight)
  }

  /**
   * What a process makes of an object.
   *
   * @param leaving gives the signal that gives up; others who wait for the same picture still get it.
   * @throws EngineError for what cannot be done with this picture; ContentGone when an object has been replaced
   *   meanwhile; ServerError `ServiceUnavailable`, and what the worker throws.
   */
  async make(order: Order, leaving: () => Signal): Promise<Made> {
    const { origin, name, flight, era } = this.#named(order)
    const { cache } = this.#workshop
    const inMemory = cache.peek(name)
    if (inMemory) return kept(inMemory, 'memory')
    if (!order.letIn) this.#checkRoom(name, flight)
    let isMine = false
    const made = await this.#flights.share(flight, leaving(), async (shared) => {
      isMine = true
      const onDisk = await cache.find(name)
      if (onDisk) return kept(onDisk, 'disk')
      const fresh = await this.#work(order, shared)
      if (fresh.worked > 0 && era === this.#purges) cache.keep(name, origin, fresh.output)
      return fresh
    })
    if (isMine) return made
    this.#joined += 1
    return { output: made.output, way: 'joined', waited: 0, worked: 0 }
  }

  /** Forgets pictures, durably, before it resolves; those that are being made as well. */
  purge(filter: PurgeFilter): Promise<Purged> {
    this.#purges += 1
    return this.#workshop.cache.purge(filter)
  }

  get counts(): PictureCounts {
    return { made: this.#made, joined: this.#joined }
  }

  /** An order's picture and the work on it. Throws ImageTooLarge. */
  #named(order: Order): Named {
    for (const record of [order.source, ...order.marks]) checkSource(record)
    const origin = originOf(order, this.#revision)
    const name = cacheName(origin)
    const era = this.#purges
    return { origin, name, era, flight: `${era} ${name}` }
  }

  /** Throws `ServiceUnavailable` for a picture that must be made and could not be in time: that is to cost little. */
  #checkRoom(name: string, flight: string): void {
    const { cache, admission } = this.#workshop
    if (!this.#flights.has(flight) && !cache.has(name)) admission.check()
  }

  async #work(order: Order, signal: Signal): Promise<Made> {
    const { admission, worker } = this.#workshop
    const contents = order.loaded ? await this.#load(order) : undefined
    const find = (record: ObjectRecord) => this.#content(record, contents)
    const { sources, head } = await this.#inspections.of(order, find, signal)
    const plan = this.#planning.of(order.process, sources)
    const info = isInfo(plan)
      ? infoFromHeader(head ?? (await readHead(await find(order.source))), order.source.size)
      : undefined
    // Cheaper than to look it up another time.
    if (info) return this.#count({ output: info, way: 'made', waited: 0, worked: 0 })
    const { cpuMs, peakBytes } = estimateCost(plan, sources)
    const asked = performance.now()
    const made = await admission.run(
      { cpuMs, bytes: peakBytes },
      async (expectedMs) => {
        const started = performance.now()
        const source = await find(order.source)
        const images = await collect(order.marks, async (mark) => [mark.key, await find(mark)])
        const job = { plan, source, images, subject: subjectOf(order), expectedMs }
        const output = await worker.execute(job, signal)
        return {
          output,
          way: 'made' as const,
          waited: started - asked,
          worked: performance.now() - started,
        }
      },
      signal,
    )
    return this.#count(made)
  }

  #count(made: Made): Made {
    this.#made += 1
    return made
  }

  /** The bytes of all versions that go into a picture. */
  async #load({ source, marks }: Order): Promise<Loaded> {
    const loaded = new Map<ObjectRecord, Content>()
    for (const record of [source, ...marks]) loaded.set(record, await loadContent(this.#storage, record))
    return loaded
  }

  async #content(record: ObjectRecord, loaded: Loaded | undefined): Promise<Content> {
    return loaded?.get(record) ?? contentOf(this.#storage, record)
  }
}

/** Contents in memory. */
type Loaded = ReadonlyMap<ObjectRecord, Content>

function originOf({ source, marks, process, styles }: Order, revision: string): Origin {
  const { bucket, key, version } = source
  return { bucket, key, version, process: canonicalText(process), styles, marks, revision }
}

/** Names the pictures that go in, whatever is made of them. */
function subjectOf({ source, marks }: Order): string {
  return [source, ...marks].map(({ version }) => version).join(' ')
}

function isInfo(planned: Plan): boolean {
  return 'report' in planned && planned.report === 'info' && planned.of === undefined
}

function kept(output: Output, way: Way): Made {
  return { output, way, waited: 0, worked: 0 }
}
