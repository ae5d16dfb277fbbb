/** A bucket, and the styles through which requests got pictures of it. */
interface Group {
  readonly id: number
  readonly bucket: string
  readonly styles: readonly string[]
  entries: number
}

/** Numbers for buckets with styles, of which there are few, so that an entry holds a number and no texts. */
export class Groups {
  readonly #byText = new Map<string, Group>()
  readonly #byId = new Map<number, Group>()
  #last = 0

  /** The number of a bucket with styles; counts one entry more. */
  take(bucket: string, styles: readonly string[]): number {
    const text = textOf(bucket, styles)
    const group = this.#byText.get(text) ?? { id: ++this.#last, bucket, styles, entries: 0 }
    group.entries++
    this.#byText.set(text, group)
    this.#byId.set(group.id, group)
    return group.id
  }

  /** Counts one entry less; forgets what has none. */
  release(id: number): void {
    const group = this.#byId.get(id)
    if (!group || --group.entries > 0) return
    this.#byId.delete(id)
    this.#byText.delete(textOf(group.bucket, group.styles))
  }

  /** The numbers of a bucket, or of those of its groups that have a style. */
  of(bucket: string, style?: string): Set<number> {
    const groups = [...this.#byId.values()].filter((group) => group.bucket === bucket)
    const wanted = groups.filter(({ styles }) => style === undefined || styles.includes(style))
    return new Set(wanted.map(({ id }) => id))
  }
}

function textOf(bucket: string, styles: readonly string[]): string {
  return JSON.stringify([bucket, ...styles])
}
