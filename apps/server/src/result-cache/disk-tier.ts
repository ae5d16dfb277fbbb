import { mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Turns } from '../storage/disk/turns.ts'
import { purgeRecords } from './purge.ts'
import { decodeRecord, type Record } from './record.ts'
import type { CachedPicture, Purged, PurgeFilter } from './result-cache.ts'
import { scanSegment } from './scan.ts'
import { Segment, segmentNumber } from './segment.ts'
import { BATCH_BYTES, SegmentWriter } from './segment-writer.ts'
import { type Found, Shelf } from './shelf.ts'
import { type Change, isOutdated, matches, type Tags } from './tags.ts'
import { type CacheLog, Troubles } from './troubles.ts'
import { type Waiting, WriteBuffer, waiting } from './write-buffer.ts'

/** What a disk tier needs. */
export interface DiskTierOptions {
  /** A folder of its own; made if it is missing. */
  readonly directory: string
  /** Bytes that its files may have together. */
  readonly bytes: number
  readonly log: CacheLog
}

/** Milliseconds that an entry waits for others to be written with. */
const GATHER_MS = 200

/** Bytes that may wait to be written, unless one entry has more. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024

/** Milliseconds in which nothing is written after the disk has failed. */
const PAUSE_MS = 5_000

/** Milliseconds between two segments that are tidied up. */
const TIDY_MS = 50

/** Milliseconds that a scan rests at most after each segment. */
const MAX_REST_MS = 50

/** An entry above this share of the disk is not kept. */
const LARGEST_SHARE = 1 / 8

const MIB = 1024 * 1024

/**
 * Pictures on the disk, in segments that are written one after the other. Finding goes on all the time; whatever changes
 * files takes its turn. Nothing here throws because of the disk: it is logged, and entries are forgotten.
 */
export class DiskTier {
  readonly #options: DiskTierOptions
  readonly #shelf: Shelf
  readonly #buffer = new WriteBuffer()
  readonly #writer: SegmentWriter
  readonly #turns = new Turns()
  readonly #troubles: Troubles
  readonly #closing = new AbortController()
  readonly #scanned: Promise<void>
  /** What changed while not all was known yet, by object: the last change counts. */
  #changes: Map<string, Change> | undefined = new Map()
  #gathering: NodeJS.Timeout | undefined
  #tidying: NodeJS.Timeout | undefined
  #isWriteDue = false
  #pausedUntil = 0
  #purges = 0
  #corrupt = 0

  private constructor(options: DiskTierOptions, shelf: Shelf) {
    this.#options = options
    this.#shelf = shelf
    this.#troubles = new Troubles(options.log, options.directory)
    this.#writer = new SegmentWriter(shelf, this.#buffer, {
      directory: options.directory,
      diskBytes: options.bytes,
      segmentBytes: segmentBytesFor(options.bytes),
    })
    this.#scanned = this.#scan()
  }

  /** Opens the folder; what lies in it becomes known in the background. Throws when it cannot be made or listed. */
  static async open(options: DiskTierOptions): Promise<DiskTier> {
    await mkdir(options.directory, { recursive: true, mode: 0o700 })
    const shelf = new Shelf()
    const files = await readdir(options.directory, { withFileTypes: true })
    for (const file of files.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const number = segmentNumber(file.name)
      if (number === undefined) continue
      shelf.reserve(number)
      if (!file.isFile()) continue // not ours
      const { size } = await stat(join(options.directory, file.name))
      shelf.put(new Segment(options.directory, number, size))
    }
    return new DiskTier(options, shelf)
  }

  get entries(): number {
    return this.#shelf.index.size + this.#buffer.size
  }

  get bytes(): number {
    return this.#shelf.bytes
  }

  get corrupt(): number {
    return this.#corrupt
  }

  get evicted(): number {
    return this.#writer.evicted
  }

  /** The entry of this name if it still waits to be written. */
  peek(name: string): Waiting | undefined {
    return this.#buffer.get(name)
  }

  /** Whether there is an entry of this name. */
  has(name: string): boolean {
    return this.#buffer.get(name) !== undefined || this.#shelf.index.find(name) !== undefined
  }

  /** Takes note that an entry was asked for, though it was found elsewhere. */
  touch(name: string): void {
    const slot = this.#shelf.index.find(name)
    if (slot !== undefined) this.#shelf.index.touch(slot)
  }

  /** The entry of this name, which may have been purged before this resolves: ask `has` again before it is kept elsewhere. */
  async find(name: string): Promise<Pick<Record, 'data' | 'contentType' | 'tags'> | undefined> {
    const entry = this.#buffer.get(name)
    if (entry) return { ...entry.picture, tags: entry.tags }
    const found = this.#closing.signal.aborted ? undefined : this.#shelf.find(name)
    if (!found) return undefined
    this.#shelf.index.touch(found.slot)
    const record = await this.#read(found)
    if (record?.name === name) return record
    const moved = this.#buffer.get(name)
    if (moved) return { ...moved.picture, tags: moved.tags }
    // Of another name: two names share a hash.
    if (!record && this.#isStill(found, name)) this.#forgetDamaged(found)
    return undefined
  }

  /** Keeps an entry that is not there yet, unless too much waits already. */
  keep(name: string, tags: Tags, picture: CachedPicture): void {
    if (this.#closing.signal.aborted || this.#isPaused || this.has(name)) return
    const entry = waiting(name, tags, picture)
    if (!entry || entry.length > this.#options.bytes * LARGEST_SHARE) return
    if (this.#buffer.size > 0 && this.#buffer.bytes + entry.length > MAX_WAITING_BYTES) return
    this.#buffer.add(entry)
    this.#writeSoon()
  }

  /** Lets what shows a former content of an object no longer be found. */
  forgetOutdated(change: Change): void {
    this.#changes?.set(`${change.bucket}/${change.key}`, change)
    this.#buffer.removeWhere((tags) => isOutdated(tags, change))
    this.#shelf.hideOutdated(change)
    this.#tidySoon()
  }

  /** Forgets entries durably. */
  async purge(filter: PurgeFilter): Promise<Purged> {
    this.#purges++
    await this.#scanned
    const purged = await this.#turn(async () => {
      const unwritten = this.#buffer.removeWhere((tags) => matches(tags, filter))
      const { directory } = this.#options
      const { entries, bytes } = await purgeRecords(this.#shelf, directory, filter, this.#failed)
      this.#writer.leaveEmpty()
      return { entries: entries + unwritten.length, bytes }
    })
    this.#purges--
    this.#tidySoon()
    return purged ?? { entries: 0, bytes: 0 }
  }

  /** Writes what waits and closes the files. */
  async close(): Promise<void> {
    clearTimeout(this.#gathering)
    clearTimeout(this.#tidying)
    this.#closing.abort()
    await this.#scanned
    await this.#turn(() => this.#writer.write())
    await this.#turn(async () => {
      await Promise.all(this.#shelf.segments.map((segment) => segment.close()))
    })
  }

  async #read({ segment, offset, length }: Found): Promise<Record | undefined> {
    try {
      return decodeRecord(await segment.read(offset, length), segment.salt)
    } catch (error) {
      if (this.#shelf.has(segment) && !this.#closing.signal.aborted) this.#failed(error)
      return undefined
    }
  }

  #isStill({ slot, segment, offset }: Found, name: string): boolean {
    const now = this.#shelf.find(name)
    return now?.slot === slot && now.segment === segment && now.offset === offset
  }

  #forgetDamaged({ slot, segment, offset }: Found): void {
    if (this.#closing.signal.aborted) return
    this.#corrupt++
    this.#shelf.hide(slot)
    const details = { segment: segment.number, offset }
    this.#troubles.report('A damaged entry of the result cache was forgotten.', details)
    this.#tidySoon()
  }

  /** The youngest first: what was made last is asked for first. */
  async #scan(): Promise<void> {
    await this.#turn(() => this.#writer.makeRoom(0)) // the budget may have been larger before
    for (const segment of this.#shelf.segments.filter(({ isScanned }) => !isScanned).reverse()) {
      if (this.#closing.signal.aborted && this.#purges === 0) return
      const start = performance.now()
      await this.#turn(() => this.#scanOne(segment))
      await this.#rest(performance.now() - start)
    }
    for (const change of this.#changes?.values() ?? []) this.#shelf.hideOutdated(change)
    this.#changes = undefined
    this.#tidySoon()
  }

  async #scanOne(segment: Segment): Promise<void> {
    if (!this.#shelf.has(segment)) return // had to make room
    try {
      if (await segment.open()) await scanSegment(this.#shelf, segment)
      else await this.#shelf.drop(segment)
    } catch (error) {
      this.#failed(error)
      await this.#shelf.drop(segment)
    }
  }

  /** Half of the time belongs to others, unless somebody waits for the end of the scan. */
  async #rest(milliseconds: number): Promise<void> {
    if (this.#purges > 0) return
    const rest = Math.min(milliseconds, MAX_REST_MS)
    await delay(rest, undefined, { signal: this.#closing.signal }).catch(() => undefined)
  }

  #writeSoon(): void {
    if (this.#buffer.bytes >= BATCH_BYTES && !this.#isPaused) void this.#write()
    else {
      this.#gathering ??= setTimeout(() => void this.#write(), this.#isPaused ? PAUSE_MS : GATHER_MS).unref()
    }
  }

  async #write(): Promise<void> {
    clearTimeout(this.#gathering)
    this.#gathering = undefined
    if (this.#isWriteDue) return
    this.#isWriteDue = true
    await this.#turn(() => {
      this.#isWriteDue = false
      return this.#writer.write()
    })
    if (this.#closing.signal.aborted) return
    if (this.#buffer.size > 0) this.#writeSoon()
    this.#tidySoon()
  }

  #tidySoon(): void {
    if (this.#closing.signal.aborted || !this.#writer.isUntidy) return
    this.#tidying ??= setTimeout(() => void this.#tidy(), this.#isPaused ? PAUSE_MS : TIDY_MS).unref()
  }

  async #tidy(): Promise<void> {
    await this.#turn(() => this.#writer.tidy())
    this.#tidying = undefined
    this.#tidySoon()
  }

  get #isPaused(): boolean {
    return performance.now() < this.#pausedUntil
  }

  /** Does what changes files, alone. */
  async #turn<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    return this.#turns.take('disk', work).catch(this.#failed)
  }

  readonly #failed = (error: unknown): undefined => {
    this.#pausedUntil = performance.now() + PAUSE_MS
    this.#troubles.report('The result cache cannot use its disk; entries are forgotten.', { err: error })
  }
}

/** Bytes of a segment: 8 MiB, fewer for a small disk, more for a large one, for each segment is an open file. */
function segmentBytesFor(diskBytes: number): number {
  const usual = Math.min(8 * MIB, Math.floor(diskBytes / 8))
  return Math.min(Math.max(usual, Math.floor(diskBytes / 512)), 1024 * MIB)
}
