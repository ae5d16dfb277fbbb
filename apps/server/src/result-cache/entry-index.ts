import { Column } from './column.ts'
import { Groups } from './groups.ts'
import { NameTable } from './name-table.ts'
import { ObjectLinks } from './object-links.ts'
import type { PurgeFilter } from './result-cache.ts'
import type { Change, Tags } from './tags.ts'

/** Where a record lies. */
export interface Place {
  /** The segment's number. */
  readonly segment: number
  /** Bytes. */
  readonly offset: number
  /** Bytes. */
  readonly length: number
}

/** An entry can be found by its name. */
const REACHABLE = 1
/** It has been asked for since it was written. */
const WANTED = 2
/** Its record is marked on the disk: a scan would not bring it back. */
const DEAD = 4

/**
 * What lies where: a slot (a whole number above 0) for each record that was written or scanned, until its segment goes.
 * A slot outlives its name, for what has become unreachable still lies on the disk, and a purge has to find it there. About
 * 100 bytes per entry, in columns of numbers.
 */
export class EntryIndex {
  readonly #names = new NameTable()
  readonly #links = new ObjectLinks()
  readonly #groups = new Groups()
  readonly #segment = new Column()
  readonly #offset = new Column()
  readonly #length = new Column()
  readonly #group = new Column()
  readonly #state = new Column()
  readonly #nextOfSegment = new Column()
  readonly #firstOfSegment = new Map<number, number>()
  #used = 0
  #free = 0

  /** How many entries can be found. */
  get size(): number {
    return this.#names.size
  }

  /** The slot of a name; of another one by a chance of 1 in 2⁶⁴. */
  find(name: string): number | undefined {
    return this.#names.find(name)
  }

  /** Adds a record. Gives its slot, which cannot be found by name before `expose`. */
  add(tags: Tags, place: Place): number {
    const slot = this.#take()
    this.#segment.set(slot, place.segment)
    this.#offset.set(slot, place.offset)
    this.#length.set(slot, place.length)
    this.#group.set(slot, this.#groups.take(tags.bucket, tags.styles))
    this.#state.set(slot, 0)
    this.#nextOfSegment.set(slot, this.#firstOfSegment.get(place.segment) ?? 0)
    this.#firstOfSegment.set(place.segment, slot)
    this.#links.add(slot, tags)
    return slot
  }

  /** Lets an entry be found by a name that no other has. */
  expose(slot: number, name: string): void {
    this.#names.add(name, slot)
    this.#state.set(slot, REACHABLE)
  }

  /** Lets an entry no longer be found. */
  hide(slot: number): void {
    if (!this.isReachable(slot)) return
    this.#names.remove(slot)
    this.#state.set(slot, 0)
  }

  /** Takes note that the record is marked dead; it must be hidden. */
  setDead(slot: number): void {
    this.#state.set(slot, DEAD)
  }

  /** Takes note that somebody has asked for an entry. */
  touch(slot: number): void {
    this.#state.set(slot, this.#state.get(slot) | WANTED)
  }

  isReachable(slot: number): boolean {
    return (this.#state.get(slot) & REACHABLE) !== 0
  }

  /** Whether an entry was asked for since it was written. */
  isWanted(slot: number): boolean {
    return (this.#state.get(slot) & WANTED) !== 0
  }

  placeOf(slot: number): Place {
    return {
      segment: this.#segment.get(slot),
      offset: this.#offset.get(slot),
      length: this.#length.get(slot),
    }
  }

  /** The slots of a segment, in the order of its records. */
  ofSegment(segment: number): number[] {
    const slots: number[] = []
    for (
      let slot = this.#firstOfSegment.get(segment) ?? 0;
      slot !== 0;
      slot = this.#nextOfSegment.get(slot)
    ) {
      slots.push(slot)
    }
    return slots.reverse()
  }

  /** Forgets all of a segment. */
  removeSegment(segment: number): void {
    for (const slot of this.ofSegment(segment)) {
      this.hide(slot)
      this.#links.remove(slot)
      this.#groups.release(this.#group.get(slot))
      this.#nextOfSegment.set(slot, this.#free)
      this.#free = slot
    }
    this.#firstOfSegment.delete(segment)
  }

  /** The entries that show another content of an object than the one it has now. */
  outdatedBy(change: Change): number[] {
    return [...this.#links.outdatedBy(change)].filter((slot) => this.isReachable(slot))
  }

  /** All that a purge may mean, reachable or not, and perhaps some that it does not; nothing that is dead. */
  candidates(filter: PurgeFilter): number[] {
    const slots = 'key' in filter ? [...this.#links.of(filter.bucket, filter.key)] : this.#ofGroups(filter)
    return slots.filter((slot) => (this.#state.get(slot) & DEAD) === 0)
  }

  #ofGroups(filter: Exclude<PurgeFilter, { key: string }>): number[] {
    const groups = this.#groups.of(filter.bucket, 'style' in filter ? filter.style : undefined)
    return [...this.#firstOfSegment.keys()].flatMap((segment) =>
      this.ofSegment(segment).filter((slot) => groups.has(this.#group.get(slot))),
    )
  }

  #take(): number {
    if (this.#free === 0) return ++this.#used
    const slot = this.#free
    this.#free = this.#nextOfSegment.get(slot)
    return slot
  }
}
