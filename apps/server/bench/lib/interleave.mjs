// Contenders that take turns, so that whatever else the machine does falls on all of them.
import { runCell, summarise } from './cells.mjs'
import { shuffled } from './statistics.mjs'

/** The share of a workload's URLs that may be used before anything is counted. */
const WARM_UP = 0.15
/** s; long enough to compile, open libraries and fill pools. */
const WARM_UP_SECONDS = 1.5

/** Answers that each connection should get in a turn: of fewer, those under way at its end are too many. */
const LEAST_ANSWERS = 4
/** Times as long as asked for that a turn may take for them. */
const LONGEST_TURN = 3

/**
 * Lets contenders take turns in an order that chance decides anew in every round.
 *
 * @param contenders `{ name, server, expected, source }`
 * @param effort `rounds`, `seconds` a turn, longer where answers are slow, `connections`, `interval` as of `runCell`.
 * @returns what `summarise` gives, by name.
 */
export async function interleave(generator, contenders, { rounds, seconds, connections, interval }) {
  const cells = Object.fromEntries(contenders.map(({ name }) => [name, []]))
  const turn = ({ server, source }, most, time) =>
    runFrom(source, most, (paths) =>
      runCell(generator, server, { ...paths, connections, seconds: time, interval }),
    )

  const expectations = new Map()
  for (const contender of shuffled(contenders)) {
    const { left = Number.POSITIVE_INFINITY } = contender.source
    const time = Math.min(WARM_UP_SECONDS, seconds)
    const { answers, seconds: taken } = await turn(contender, Math.min(20_000, WARM_UP * left), time)
    expectations.set(contender, {
      each: (0.99 * (contender.source.left ?? Number.POSITIVE_INFINITY)) / rounds,
      rate: answers / (taken || 1),
    })
  }
  const slowest = Math.min(...[...expectations.values()].map(({ rate }) => rate))
  const wanted = (LEAST_ANSWERS * connections) / slowest
  const time = Math.max(seconds, Math.min(LONGEST_TURN * seconds, wanted))
  for (let round = 0; round < rounds; round++) {
    for (const contender of shuffled(contenders)) {
      const { each, rate } = expectations.get(contender)
      const most = Math.min(each, 4 * rate * time + 4 * connections)
      cells[contender.name].push(await turn(contender, most, time))
    }
  }
  return Object.fromEntries(
    contenders.map(({ name, expected = 200 }) => [name, summarise(cells[name], expected)]),
  )
}

/**
 * Takes paths from a source for work that tells how many it has `used`; the others are there for the next.
 *
 * @param source `take(most)` gives the next paths, and etags, to ask for; `drop(count)` forgets the first of them; `left`:
 *   how many there are; undefined: without end.
 */
export async function runFrom(source, most, work) {
  const result = await work(source.take(Math.floor(Math.min(most, 50_000))))
  source.drop(result.used)
  return result
}

/** The URLs of a workload, each given once, from `start` on. */
export function coldSource(workload, pathOf, copies, space, start = 0) {
  let used = start
  return {
    get left() {
      return space - used
    },
    take: (most) => {
      const count = Math.max(1, Math.min(most, space - used))
      return { paths: Array.from({ length: count }, (_, at) => pathOf(workload, used + at, copies)) }
    },
    drop: (count) => {
      used += count
    },
  }
}

/** The same requests over and over. */
export function repeatedSource(paths, etags) {
  const all = { paths, ...(etags && { etags }), again: true }
  return { left: undefined, take: () => all, drop: () => {} }
}

/** Requests of a mix. */
export function mixSource(mix, pathOf, copies) {
  const next = []
  return {
    left: undefined,
    take: (most) => {
      while (next.length < most) {
        const { workload, index } = mix.next()
        next.push(pathOf(workload, index, copies))
      }
      return { paths: next.slice(0, most) }
    },
    drop: (count) => {
      next.splice(0, count)
    },
  }
}
