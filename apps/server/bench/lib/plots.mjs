// The plots of the report, each of what one driver measured.
import { ratioOf } from './cells.mjs'
import { barChart, COLORS, lineChart } from './plot.mjs'

/** Requests a second of the cold workloads, as shares of the ceiling's. */
export function coldPlot({ cold }) {
  return barChart({
    title: 'Cold requests',
    unit: "requests a second as a share of the ceiling's, medians of the rounds",
    marks: [{ value: 1, label: 'ceiling' }],
    groups: cold.map(({ name, results }) => ({
      label: name,
      bars: ['ossimg', 'ipx'].map((server) => ({
        name: server,
        color: COLORS[server],
        value: results[server] ? ratioOf(results[server].rates, results.ceiling.rates) : undefined,
      })),
    })),
  })
}

/** What became of the arrivals, second by second. */
export function overloadPlot({ timeline, timelineCapacity, seconds, rate }) {
  const series = (figure, name, color) => ({
    name,
    color,
    points: timeline.map((second, at) => [at + 0.5, second[figure] ?? Number.NaN]),
  })
  return lineChart({
    title: `${Math.round(rate).toLocaleString('en')} arrivals a second for ${seconds} s`,
    unit: 's',
    panels: [
      {
        label: 'answers/s',
        series: [series('accepted', 'accepted', COLORS.good)],
        marks: [{ value: timelineCapacity, label: 'capacity' }],
      },
      { label: 'answers/s', series: [series('refused', 'refused with 503', COLORS.bad)] },
      { label: 'ms', series: [series('p99', 'p99 of the accepted', COLORS.ossimg)] },
      { label: 'ms', series: [series('health', 'slowest health check', COLORS.ipx)] },
    ],
  })
}

/** Memory and descriptors over time. */
export function soakPlot({ samples, minutes, budget }) {
  const series = (figure, name, color) => ({
    name,
    color,
    points: samples.map((sample) => [sample.at / 60_000, sample[figure]]),
  })
  return lineChart({
    title: `A mix for ${minutes} minutes`,
    unit: 'minutes',
    panels: [
      {
        label: 'MiB',
        series: [series('memory', 'all processes together', COLORS.ossimg)],
        marks: budget ? [{ value: budget, label: 'configured' }] : [],
      },
      { label: 'descriptors', series: [series('descriptors', 'all processes together', COLORS.ipx)] },
    ],
  })
}
