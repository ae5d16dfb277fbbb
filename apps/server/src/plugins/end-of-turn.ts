let left: (() => void)[] = []

/** Does this when everything that has come in in this turn of the event loop has been looked at, in the order of calls. */
export function atEndOfTurn(act: () => void): void {
  if (left.length === 0) setImmediate(actAll)
  left.push(act)
}

function actAll(): void {
  const all = left
  left = []
  for (const act of all) act()
}
