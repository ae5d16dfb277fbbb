import { EntryIndex, type Place } from './entry-index.ts'
import type { Segment } from './segment.ts'
import type { Change, Tags } from './tags.ts'

/** Where a record lies that can be read. */
export interface Found extends Omit<Place, 'segment'> {
  readonly slot: number
  readonly segment: Segment
}

/** The segments, and what lies in them. Each record that is not marked dead on the disk has a slot here once it is scanned. */
export class Shelf {
  readonly index = new EntryIndex()
  /** The oldest first. */
  readonly #segments = new Map<number, Segment>()
  #lastNumber = 0
  /** Whether a segment was removed that a loss of power may bring back. */
  hasUnsyncedRemovals = false

  /** The oldest first. */
  get segments(): readonly Segment[] {
    return [...this.#segments.values()]
  }

  /** Bytes of all segments. */
  get bytes(): number {
    let bytes = 0
    for (const segment of this.#segments.values()) bytes += segment.size
    return bytes
  }

  /** Bytes that all segments together may grow to. */
  get capacity(): number {
    let bytes = 0
    for (const segment of this.#segments.values()) bytes += segment.capacity
    return bytes
  }

  /** A number for the next segment; none that any segment ever had. */
  nextNumber(): number {
    return ++this.#lastNumber
  }

  /** Lets no segment get this number or a lower one. */
  reserve(number: number): void {
    this.#lastNumber = Math.max(this.#lastNumber, number)
  }

  /** Puts a segment up; it must be younger than all others. */
  put(segment: Segment): void {
    this.#segments.set(segment.number, segment)
  }

  has(segment: Segment): boolean {
    return this.#segments.has(segment.number)
  }

  find(name: string): Found | undefined {
    const slot = this.index.find(name)
    return slot === undefined ? undefined : this.at(slot)
  }

  /** Where the record of a slot lies. */
  at(slot: number): Found | undefined {
    const { segment: number, offset, length } = this.index.placeOf(slot)
    const segment = this.#segments.get(number)
    return segment && { slot, segment, offset, length }
  }

  /** Takes in a record. It can be found, unless a younger one of its name is there. */
  add(name: string, tags: Tags, segment: Segment, offset: number, length: number): void {
    const slot = this.addHidden(tags, segment, offset, length)
    const other = this.find(name)
    if (other && isYounger(other, segment.number, offset)) return
    if (other) this.hide(other.slot)
    this.index.expose(slot, name)
    segment.liveBytes += length
  }

  /** Takes in a record that nobody shall find. Gives its slot. */
  addHidden(tags: Tags, segment: Segment, offset: number, length: number): number {
    return this.index.add(tags, { segment: segment.number, offset, length })
  }

  /** Lets an entry no longer be found; its bytes are free when its segment goes. */
  hide(slot: number): void {
    const found = this.at(slot)
    if (!found || !this.index.isReachable(slot)) return
    this.index.hide(slot)
    found.segment.liveBytes -= found.length
  }

  /** Lets what shows a former content of an object no longer be found. */
  hideOutdated(change: Change): void {
    for (const slot of this.index.outdatedBy(change)) this.hide(slot)
  }

  /** Removes a segment and forgets what lay in it. */
  async drop(segment: Segment): Promise<void> {
    this.index.removeSegment(segment.number)
    this.#segments.delete(segment.number)
    this.hasUnsyncedRemovals = true
    await segment.remove()
  }
}

function isYounger({ segment, offset }: Found, number: number, than: number): boolean {
  return segment.number === number ? offset > than : segment.number > number
}
