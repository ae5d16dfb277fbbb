import { Column } from './column.ts'
import { hashOf } from './hash.ts'
import { type Change, objectsOf, type Tags } from './tags.ts'

/**
 * Which slots were made of which objects. Objects and versions are held as 32-bit hashes: `of` may give a slot of
 * another object, and `outdatedBy` may give or miss one by the same chance of one in four thousand million.
 *
 * A link stands for one object of one slot. Links are chained twice, by the hash of their object, both ways, and by their slot;
 * 0 is no link, and the slot 0 is none.
 */
export class ObjectLinks {
  readonly #firstOfSlot = new Column()
  readonly #nextOfSlot = new Column()
  readonly #next = new Column()
  readonly #previous = new Column()
  readonly #slot = new Column()
  readonly #object = new Column()
  readonly #version = new Column()
  #heads = new Uint32Array(1024)
  #used = 0
  #count = 0
  #free = 0

  /** Links a slot that has no links to what it was made of. */
  add(slot: number, tags: Tags): void {
    for (const object of objectsOf(tags)) {
      const link = this.#take()
      this.#slot.set(link, slot)
      this.#object.set(link, objectHash(object.bucket, object.key))
      this.#version.set(link, versionHash(object.version))
      this.#nextOfSlot.set(link, this.#firstOfSlot.get(slot))
      this.#firstOfSlot.set(slot, link)
      this.#chain(link)
    }
    if (this.#count > this.#heads.length) this.#grow()
  }

  /** Removes the links of a slot. */
  remove(slot: number): void {
    for (let link = this.#firstOfSlot.get(slot); link !== 0; ) {
      const next = this.#nextOfSlot.get(link)
      this.#unchain(link)
      this.#slot.set(link, 0)
      this.#nextOfSlot.set(link, this.#free)
      this.#free = link
      this.#count--
      link = next
    }
    this.#firstOfSlot.set(slot, 0)
  }

  /** The slots made of an object, each once. */
  of(bucket: string, key: string): Set<number> {
    return this.#slots(objectHash(bucket, key), () => true)
  }

  /** The slots made of another version of an object, each once. */
  outdatedBy({ bucket, key, version }: Change): Set<number> {
    const current = version === undefined ? undefined : versionHash(version)
    return this.#slots(objectHash(bucket, key), (link) => this.#version.get(link) !== current)
  }

  #slots(object: number, wanted: (link: number) => boolean): Set<number> {
    const slots = new Set<number>()
    for (let link = this.#head(object); link !== 0; link = this.#next.get(link)) {
      if (this.#object.get(link) === object && wanted(link)) slots.add(this.#slot.get(link))
    }
    return slots
  }

  #take(): number {
    const link = this.#free === 0 ? ++this.#used : this.#free
    if (link === this.#free) this.#free = this.#nextOfSlot.get(link)
    this.#count++
    return link
  }

  #chain(link: number): void {
    const object = this.#object.get(link)
    const first = this.#head(object)
    this.#previous.set(link, 0)
    this.#next.set(link, first)
    if (first !== 0) this.#previous.set(first, link)
    this.#setHead(object, link)
  }

  #unchain(link: number): void {
    const previous = this.#previous.get(link)
    const next = this.#next.get(link)
    if (previous === 0) this.#setHead(this.#object.get(link), next)
    else this.#next.set(previous, next)
    if (next !== 0) this.#previous.set(next, previous)
  }

  #grow(): void {
    this.#heads = new Uint32Array(this.#heads.length * 2)
    for (let link = 1; link <= this.#used; link++) if (this.#slot.get(link) !== 0) this.#chain(link)
  }

  #head(object: number): number {
    return this.#heads[(object & (this.#heads.length - 1)) >>> 0] ?? 0
  }

  #setHead(object: number, link: number): void {
    this.#heads[(object & (this.#heads.length - 1)) >>> 0] = link
  }
}

function objectHash(bucket: string, key: string): number {
  return hashOf(`${bucket}/${key}`)
}

function versionHash(version: string): number {
  return hashOf(version)
}
