import { Column } from './column.ts'
import { hashPair } from './hash.ts'

/** At most so much of the table is taken. */
const LOAD = 0.75

/**
 * Slots (whole numbers above 0) by name. Of a name only 64 bits of a hash are held: two names that share them pass for
 * one, so whoever finds a slot has to look whether the name is right. Open addressing, linear probing.
 */
export class NameTable {
  readonly #low = new Column()
  readonly #high = new Column()
  #places = new Uint32Array(1024)
  #size = 0

  /** How many names there are. */
  get size(): number {
    return this.#size
  }

  find(name: string): number | undefined {
    const [low, high] = hashPair(name)
    for (let place = this.#home(low); ; place = this.#after(place)) {
      const slot = this.#at(place)
      if (slot === 0) return undefined
      if (this.#low.get(slot) === low && this.#high.get(slot) === high) return slot
    }
  }

  /** Adds a name that is not in the table. */
  add(name: string, slot: number): void {
    if (this.#size + 1 > this.#places.length * LOAD) this.#grow()
    const [low, high] = hashPair(name)
    this.#low.set(slot, low)
    this.#high.set(slot, high)
    this.#put(slot)
    this.#size++
  }

  /** Removes the name of a slot that is in the table. */
  remove(slot: number): void {
    let hole = this.#home(this.#low.get(slot))
    while (this.#at(hole) !== slot) hole = this.#after(hole)
    // What stands behind the hole is moved into it where that brings it no further than home: no tombstones.
    for (let place = this.#after(hole); this.#at(place) !== 0; place = this.#after(place)) {
      const home = this.#home(this.#low.get(this.#at(place)))
      if (this.#distance(home, place) < this.#distance(hole, place)) continue
      this.#places[hole] = this.#at(place)
      hole = place
    }
    this.#places[hole] = 0
    this.#size--
  }

  #put(slot: number): void {
    let place = this.#home(this.#low.get(slot))
    while (this.#at(place) !== 0) place = this.#after(place)
    this.#places[place] = slot
  }

  #grow(): void {
    const old = this.#places
    this.#places = new Uint32Array(old.length * 2)
    for (const slot of old) if (slot !== 0) this.#put(slot)
  }

  #at(place: number): number {
    return this.#places[place] ?? 0
  }

  #home(low: number): number {
    return (low & (this.#places.length - 1)) >>> 0
  }

  #after(place: number): number {
    return (place + 1) & (this.#places.length - 1)
  }

  /** Steps from one place to another, going up and around. */
  #distance(from: number, to: number): number {
    return (to - from) & (this.#places.length - 1)
  }
}
