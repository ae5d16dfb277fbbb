// What a soak has shown.
import { median, slope } from './statistics.mjs'
import { number } from './tables.mjs'

/**
 * What grew over the second half: `memorySlope`, MiB a minute; `descriptorGrowth`, of the median of its second half over
 * that of its first.
 */
export function growthOf(samples) {
  const half = samples.slice(Math.floor(samples.length / 2))
  const quarters = [half.slice(0, half.length >> 1), half.slice(half.length >> 1)]
  const [before, after] = quarters.map((quarter) => median(quarter.map(({ descriptors }) => descriptors)))
  return {
    memorySlope: slope(half.map(({ at, memory }) => [at / 60_000, memory])),
    descriptorGrowth: after - before,
  }
}

/** The result in words. */
export function soakText({ minutes, connections, repeats, answers, rate, p50, p99, refused, ...rest }) {
  const { peak, budget, memorySlope, descriptorGrowth, samples } = rest
  const last = samples.at(-1)
  return [
    `${minutes} minutes, ${connections} connections, ${100 * repeats} % repeats: ${number(answers, 0)} answers, ${number(rate)} req/s (median of 10 s), p50 ${number(p50)} ms, p99 ${number(p99)} ms, ${number(refused, 0)} refused.`,
    `Memory: peak ${number(peak, 0)} MiB${budget ? ` of the ${number(budget, 0)} MiB configured` : ''}, ${number(last.memory, 0)} MiB at the end, slope of the second half ${number(memorySlope, 2)} MiB a minute.`,
    `Descriptors: ${last.descriptors} at the end, growth over the second half ${number(descriptorGrowth, 0)}.`,
  ].join('\n')
}
