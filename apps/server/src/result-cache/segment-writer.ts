import { seal } from './record.ts'
import { revive } from './revive.ts'
import { SEGMENT_HEAD_BYTES, Segment } from './segment.ts'
import type { Shelf } from './shelf.ts'
import type { Waiting, WriteBuffer } from './write-buffer.ts'

/** Bytes that are worth a write. */
export const BATCH_BYTES = 256 * 1024

/** Bytes of a write, unless one entry has more. */
const MAX_BATCH_BYTES = 1024 * 1024

/** Entries of a write: two pieces each, and a system call takes 1024. */
const MAX_BATCH_ENTRIES = 500

/** Of a segment that goes, so much may move on: this share, and so many bytes. */
const MOVED_SHARE = 1 / 4
const MAX_MOVED_BYTES = 4 * 1024 * 1024

/** Where segments are, and how large they may grow, in bytes. */
export interface SegmentLimits {
  readonly directory: string
  /** All segments together. */
  readonly diskBytes: number
  /** A segment, unless one entry is larger. */
  readonly segmentBytes: number
}

/**
 * Writes to segments and removes them. Whatever is done here is done one after the other, so that no segment goes while
 * something is written or moved.
 */
export class SegmentWriter {
  readonly #shelf: Shelf
  readonly #buffer: WriteBuffer
  readonly #limits: SegmentLimits
  #active: Segment | undefined
  #evicted = 0

  constructor(shelf: Shelf, buffer: WriteBuffer, limits: SegmentLimits) {
    this.#shelf = shelf
    this.#buffer = buffer
    this.#limits = limits
  }

  /** Entries that had to make room since the start. */
  get evicted(): number {
    return this.#evicted
  }

  /** Whether there are segments for `tidy`. */
  get isUntidy(): boolean {
    return this.#sealed.some((segment) => this.#isWasteful(segment))
  }

  /** Writes what waits now, and what comes meanwhile if it is enough for a batch. Throws what the disk throws. */
  async write(): Promise<void> {
    let due = this.#buffer.bytes
    while (this.#buffer.size > 0 && (due > 0 || this.#buffer.bytes >= BATCH_BYTES))
      due -= await this.#writeBatch()
  }

  /**
   * Removes segments until so many bytes more do not exceed the budget. Each counts as if it were full, so that there are
   * never more of them, and never more files open, by how well entries happen to fill them.
   */
  async makeRoom(bytes: number): Promise<void> {
    while (this.#shelf.capacity + bytes > this.#limits.diskBytes) {
      const oldest = this.#shelf.segments.find((segment) => segment !== this.#active)
      if (!oldest) return
      await this.#evict(oldest)
    }
  }

  /** Removes segments in which nothing lives, and moves what lives in one that is half empty or more. */
  async tidy(): Promise<void> {
    for (const segment of this.#sealed) if (segment.liveBytes === 0) await this.#shelf.drop(segment)
    const wasteful = this.#sealed.find((segment) => this.#isWasteful(segment))
    if (wasteful) await this.#compact(wasteful)
  }

  /** Begins another segment with the next write when nothing lives in this one, so that it can go. */
  leaveEmpty(): void {
    if (this.#active?.liveBytes === 0) this.#active = undefined
  }

  async #writeBatch(): Promise<number> {
    const [next] = this.#buffer.first(0, 1)
    if (!next) return 0
    const segment = await this.#segmentFor(next)
    const room = Math.min(segment.capacity - segment.size, MAX_BATCH_BYTES)
    const batch = this.#buffer.first(room, MAX_BATCH_ENTRIES)
    const bytes = batch.reduce((sum, { length }) => sum + length, 0)
    try {
      for (const { head, picture } of batch) seal(head, picture.data, segment.salt)
      const pieces = batch.flatMap(({ head, picture }) => [head, picture.data])
      this.#takeIn(batch, segment, await segment.append(pieces, bytes))
    } catch (error) {
      this.#active = undefined
      for (const entry of batch) this.#buffer.remove(entry)
      throw error
    }
    return bytes
  }

  #takeIn(batch: readonly Waiting[], segment: Segment, start: number): void {
    let offset = start
    for (const entry of batch) {
      const { name, tags, length } = entry
      // What was forgotten while it was being written lies there nevertheless, and a purge must know of it.
      if (this.#buffer.has(entry)) this.#shelf.add(name, tags, segment, offset, length)
      else this.#shelf.addHidden(tags, segment, offset, length)
      this.#buffer.remove(entry)
      offset += length
    }
  }

  /** The segment that takes an entry: one of its own, if it would leave a great hole at the end of another. */
  async #segmentFor({ length }: Waiting): Promise<Segment> {
    const { segmentBytes } = this.#limits
    if (length > segmentBytes / 2) return this.#begin(SEGMENT_HEAD_BYTES + length)
    if (!this.#active || this.#active.size + length > segmentBytes) {
      this.#active = undefined
      this.#active = await this.#begin(segmentBytes)
    }
    return this.#active
  }

  async #begin(capacity: number): Promise<Segment> {
    await this.makeRoom(capacity)
    const segment = new Segment(this.#limits.directory, this.#shelf.nextNumber(), 0, capacity)
    await segment.create()
    this.#shelf.put(segment)
    return segment
  }

  /** Removes a segment; entries that were asked for get a second chance. */
  async #evict(segment: Segment): Promise<void> {
    const { index } = this.#shelf
    const slots = index.ofSegment(segment.number)
    let room = Math.min(segment.size * MOVED_SHARE, MAX_MOVED_BYTES)
    const moved: Waiting[] = []
    for (const slot of slots) {
      if (!index.isReachable(slot) || !index.isWanted(slot) || index.placeOf(slot).length > room) continue
      const entry = await revive(this.#shelf, slot)
      if (!entry) continue
      moved.push(entry)
      room -= entry.length
    }
    const saved = moved.filter(({ name }) => this.#shelf.find(name)?.segment === segment)
    this.#evicted += slots.filter((slot) => index.isReachable(slot)).length - saved.length
    const removed = this.#shelf.drop(segment)
    for (const entry of saved) this.#buffer.add(entry) // before anybody can look for them
    await removed
  }

  /** Moves what lives in a segment to the head and removes it. What cannot be written stays where it is. */
  async #compact(segment: Segment): Promise<void> {
    const { index } = this.#shelf
    for (const slot of index.ofSegment(segment.number)) {
      if (!index.isReachable(slot)) continue
      const entry = await revive(this.#shelf, slot)
      if (entry) this.#buffer.add(entry)
      else this.#shelf.hide(slot)
      if (this.#buffer.bytes >= BATCH_BYTES) await this.write()
      if (!this.#shelf.has(segment)) return // had to make room
    }
    await this.write()
    if (this.#shelf.has(segment) && segment.liveBytes === 0) await this.#shelf.drop(segment)
  }

  /** The segments that nothing is written to any more, and of which everything is known. */
  get #sealed(): Segment[] {
    return this.#shelf.segments.filter((segment) => segment.isScanned && segment !== this.#active)
  }

  #isWasteful({ liveBytes }: Segment): boolean {
    return liveBytes < this.#limits.segmentBytes / 2
  }
}
