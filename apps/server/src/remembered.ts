/**
 * Finds something out about a thing once, and remembers it for as long as the thing is there: for what can never change.
 *
 * ```ts
 * const textOf = remembered(stringify)
 * textOf(process) === textOf(process)
 * ```
 */
export function remembered<Thing extends object, Found>(
  find: (thing: Thing) => Found,
): (thing: Thing) => Found {
  const known = new WeakMap<Thing, { readonly found: Found }>()
  return (thing) => {
    const kept = known.get(thing)
    if (kept) return kept.found
    const found = find(thing)
    known.set(thing, { found })
    return found
  }
}
