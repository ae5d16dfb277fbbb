// What is aimed at, and whether it was reached.
import { ratioOf } from './cells.mjs'
import { number } from './tables.mjs'

/** Milliseconds that a request may wait for its turn on ossimg, by default. */
const QUEUE = 2000

/**
 * What results say of the goals: `{ goal, found, met }`, in words and a boolean; only of what was measured.
 *
 * @param results `run`, `overload` and `soak`, each of which may be missing.
 */
export function goalsOf({ run, overload, soak }) {
  return [
    ...(run ? runGoals(run) : []),
    ...(overload ? overloadGoals(overload) : []),
    ...(soak ? soakGoals(soak) : []),
  ]
}

function runGoals({ cold = [], hits, identical, heavy, conditions }) {
  return [
    ...coldGoals(cold),
    ...(hits ? hitGoals(hits.results) : []),
    ...(identical ? [identicalGoal(identical)] : []),
    ...memoryGoals(cold, heavy, conditions),
  ]
}

function coldGoals(cold) {
  const ratio = (kind) =>
    cold
      .filter((workload) => workload.kind === kind)
      .map(({ name, results }) => ({ name, value: ratioOf(results.ossimg.rates, results.ceiling.rates) }))
  const costs = cold.map(({ name, results }) => ({
    name,
    value: ratioOf(results.ossimg.costs, results.ceiling.costs),
  }))
  const thumbnails = [
    [2, 1.2],
    [12, 1.1],
  ].flatMap(([megapixels, least]) => {
    const workload = cold.find((one) => one.name.startsWith('thumbnail') && one.megapixels === megapixels)
    if (!workload) return []
    const value = ratioOf(workload.results.ossimg.rates, workload.results.ipx.rates)
    return atLeast(`thumbnails of ${megapixels} MP: req/s of IPX's`, [{ name: '', value }], least)
  })
  return [
    ...atLeast("cold single operations: req/s of the ceiling's, the lowest", ratio('single'), 0.95),
    ...atLeast("cold chains: req/s of the ceiling's, the lowest", ratio('chain'), 0.9),
    ...thumbnails,
    ...atMost("CPU a request of the ceiling's, the highest", costs, 1.1),
  ]
}

function atLeast(goal, figures, least) {
  if (figures.length === 0) return []
  const { name, value } = figures.reduce((low, one) => (one.value < low.value ? one : low))
  return [{ goal: `${goal} ≥ ${least}`, found: `${number(value, 2)} ${name}`.trim(), met: value >= least }]
}

function atMost(goal, figures, most) {
  if (figures.length === 0) return []
  const { name, value } = figures.reduce((high, one) => (one.value > high.value ? one : high))
  return [{ goal: `${goal} ≤ ${most}`, found: `${number(value, 2)} ${name}`.trim(), met: value <= most }]
}

function hitGoals({ hit, 'not modified': notModified, fastify }) {
  const ratio = ratioOf(hit.rates, fastify.rates)
  const other = ratioOf(notModified.rates, hit.rates)
  return [
    { goal: 'hits ≥ 20,000 req/s', found: number(hit.rate, 0), met: hit.rate >= 20_000 },
    { goal: "hits: req/s of fastify's from memory ≥ 0.55", found: number(ratio, 2), met: ratio >= 0.55 },
    { goal: '304: req/s of those of hits ≥ 1', found: number(other, 2), met: other >= 1 },
  ]
}

function identicalGoal({ crowd, results: { ossimg } }) {
  const decodes = ossimg.map((round) => round.decodes)
  const answered = ossimg.every(({ statuses }) => statuses[200] === crowd)
  return {
    goal: `${crowd} identical cold requests: 1 decode, all answered`,
    found: `${decodes.map((count) => count ?? 'not told').join(', ')}${answered ? '' : ', not all answered'}`,
    met: answered && decodes.every((count) => count === 1),
  }
}

function memoryGoals(cold, heavy, { cores }) {
  const thumbnails = cold.find(({ name }) => name === 'thumbnail photo-12')
  return [
    ...(thumbnails
      ? [within('peak memory of thumbnails of 12 MP', thumbnails.results.ossimg.peak, 400 * cores)]
      : []),
    ...(heavy?.budget
      ? [within('peak memory of the heaviest mix', heavy.results.ossimg.peak, heavy.budget)]
      : []),
  ]
}

function within(subject, value, budget) {
  return {
    goal: `${subject} ≤ ${number(budget, 0)} MiB`,
    found: `${number(value, 0)} MiB`,
    met: value <= budget,
  }
}

function overloadGoals(result) {
  const { accepted, unloaded, refused, health, goodput, wrong, wrongHealth, recovered, peak, budget } = result
  const most = 3 * unloaded.p99 + QUEUE
  const others = Object.keys(wrong).length + Object.keys(wrongHealth).length
  const quick = (subject, { p95, p99 }) => ({
    goal: `overload: ${subject} p95 ≤ 50 ms, p99 ≤ 200 ms`,
    found: `${number(p95)} ms, ${number(p99)} ms`,
    met: p95 <= 50 && p99 <= 200,
  })
  return [
    {
      goal: `overload: p99 of the accepted ≤ ${number(most, 0)} ms (3 × without load + ${QUEUE} ms)`,
      found: `${number(accepted.p99, 0)} ms`,
      met: accepted.p99 <= most,
    },
    quick('refusals', refused),
    quick('health', health),
    { goal: 'overload: goodput of the capacity ≥ 0.85', found: number(goodput, 2), met: goodput >= 0.85 },
    { goal: 'overload: no error but 503', found: others === 0 ? 'none' : 'others', met: others === 0 },
    {
      goal: 'overload: as without load ≤ 2 s after it',
      found: recovered === null ? 'not' : `${number(recovered, 1)} s`,
      met: recovered !== null && recovered <= 2,
    },
    ...(budget ? [within('overload: peak memory', peak, budget)] : []),
  ]
}

function soakGoals({ memorySlope, descriptorGrowth, peak, budget, minutes }) {
  return [
    {
      goal: `soak of ${minutes} min: memory grows by < 1 MiB a minute in the second half`,
      found: `${number(memorySlope, 2)} MiB a minute`,
      met: memorySlope < 1,
    },
    {
      goal: 'soak: no more descriptors in the second half',
      found: `${descriptorGrowth > 0 ? '+' : ''}${number(descriptorGrowth, 0)}`,
      met: descriptorGrowth <= 0,
    },
    ...(budget ? [within('soak: peak memory', peak, budget)] : []),
  ]
}
