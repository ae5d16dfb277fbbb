// CPU time of contenders that take turns, so that whatever else the machine does falls on all of them.

/** Milliseconds of CPU, of all threads of this process, that `count` runs of `work` take, one after the other. */
async function cost(work, count) {
  const start = process.cpuUsage()
  for (let run = 0; run < count; run++) await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

/** ms of CPU after which the next one has its turn: short beside the bursts of other work on the machine. */
const TURN = 25

/**
 * Lets `contenders`, functions by name, take turns until the first has run for `budget` milliseconds of CPU: that is a
 * round, and there are `rounds`. All run equally often, in an order that chance decides anew for every turn: memory is
 * collected every so many requests, and in a fixed order one of them would pay for all. Before that each runs for a
 * budget unmeasured.
 *
 * Returns the milliseconds a run, by name, one entry a round.
 */
export async function interleave(contenders, { rounds, budget }) {
  const names = Object.keys(contenders)
  for (const name of names) await warmUp(contenders[name], budget)
  const expected = await cost(contenders[names[0]], 1)
  const count = Math.max(1, Math.round(TURN / expected))
  const turns = Math.max(2, Math.ceil(budget / (count * expected)))
  const costs = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    const sums = Object.fromEntries(names.map((name) => [name, 0]))
    for (let turn = 0; turn < turns; turn++) {
      for (const name of shuffled(names)) sums[name] += await cost(contenders[name], count)
    }
    for (const name of names) costs[name].push(sums[name] / (turns * count))
  }
  return costs
}

function shuffled(values) {
  const keyed = values.map((value) => ({ value, key: Math.random() }))
  return keyed.sort((one, other) => one.key - other.key).map(({ value }) => value)
}

/** The first runs compile, open libraries and fill caches, so they say nothing about the others. */
async function warmUp(work, budget) {
  for (let spent = 0; spent < budget; ) spent += await cost(work, 1)
}

/** The middle of some numbers. */
export function median(values) {
  return quantile(values, 0.5)
}

/** The number that `share` of them are below, between two of them by their distance. */
export function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other)
  const place = share * (sorted.length - 1)
  const below = sorted[Math.floor(place)]
  return below + (sorted[Math.ceil(place)] - below) * (place - Math.floor(place))
}
