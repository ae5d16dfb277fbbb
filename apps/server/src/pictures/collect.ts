/** What is found for each of some things, one after the other, by name; `__proto__` is a name as any other. */
export async function collect<Thing, Found>(
  things: readonly Thing[],
  find: (thing: Thing) => Promise<readonly [name: string, found: Found]>,
): Promise<Readonly<Record<string, Found>>> {
  const found: (readonly [string, Found])[] = []
  for (const thing of things) found.push(await find(thing))
  return Object.fromEntries(found)
}
