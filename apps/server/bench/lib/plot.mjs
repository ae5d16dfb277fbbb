// Plots as SVG, drawn by hand.

const FONT = 'font-family="sans-serif" font-size="12"'
/** Told apart by those who do not see all colours, too. */
export const COLORS = {
  ossimg: '#0072b2',
  ceiling: '#999999',
  ipx: '#e69f00',
  bad: '#d55e00',
  good: '#009e73',
}

/**
 * Groups of horizontal bars.
 *
 * @param groups `{ label, bars: [{ name, value, color }] }`; bars without a number are left out.
 * @param marks `{ value, label }`: lines across all.
 */
export function barChart({ title, unit, groups, marks = [] }) {
  const [left, top, width, bar, gap] = [310, 44, 420, 13, 10]
  const all = groups.flatMap(({ bars }) => bars.map(({ value }) => value)).filter(Number.isFinite)
  const scale = scaleOf([0, Math.max(...all, ...marks.map(({ value }) => value))], [0, width])
  const parts = []
  let y = top
  for (const { label, bars } of groups) {
    const drawn = bars.filter(({ value }) => Number.isFinite(value))
    parts.push(text(left - 8, y + (drawn.length * bar) / 2 + 4, label, 'end'))
    for (const { name, value, color } of drawn) {
      const length = round(scale.at(value))
      parts.push(`<rect x="${left}" y="${y}" width="${length}" height="${bar - 2}" fill="${color}"/>`)
      parts.push(text(left + length + 4, y + bar - 3, `${name} ${value.toFixed(2)}`, 'start', 10))
      y += bar
    }
    y += gap
  }
  const lines = marks.map(({ value, label }) => {
    const x = round(left + scale.at(value))
    return `${line(x, top - 6, x, y, '#000', '4 3')}${text(x, top - 10, label, 'middle', 10)}`
  })
  return svg(title, left + width + 130, y + 24, [...parts, ...lines, text(left, y + 12, unit, 'start', 10)])
}

/**
 * Lines over one common axis, in panels below each other.
 *
 * @param panels `{ label, series: [{ name, color, points: [[x, y]] }], marks: [{ value, label }] }`; all begin at 0.
 */
export function lineChart({ title, unit, panels }) {
  const [left, top, width, height, gap] = [64, 50, 640, 150, 44]
  const xs = panels.flatMap(({ series }) => series.flatMap(({ points }) => points.map(([x]) => x)))
  const across = scaleOf([0, Math.max(...xs, 1)], [left, left + width])
  const parts = panels.flatMap((panel, at) => panelOf(panel, across, top + at * (height + gap), height))
  const bottom = top + panels.length * (height + gap) - gap
  const ticks = across.ticks.map((tick) => text(across.at(tick), bottom + 16, String(tick), 'middle', 10))
  return svg(title, left + width + 30, bottom + 40, [
    ...parts,
    ...ticks,
    text(left + width / 2, bottom + 32, unit, 'middle', 10),
  ])
}

function panelOf({ label, series, marks = [] }, across, top, height) {
  const ys = series.flatMap(({ points }) => points.map(([, y]) => y)).filter(Number.isFinite)
  const down = scaleOf([0, Math.max(...ys, ...marks.map(({ value }) => value), 1e-9)], [top + height, top])
  const [left, right] = [across.at(0), across.end]
  const grid = down.ticks.map((tick) => {
    const y = round(down.at(tick))
    return line(left, y, right, y, '#ddd') + text(left - 6, y + 4, tick.toLocaleString('en'), 'end', 10)
  })
  const drawn = series.map(({ color, points }) => {
    const path = points
      .filter(([, y]) => Number.isFinite(y))
      .map(([x, y]) => `${round(across.at(x))},${round(down.at(y))}`)
    return `<polyline points="${path.join(' ')}" fill="none" stroke="${color}" stroke-width="1.5"/>`
  })
  const limits = marks.map(({ value, label: name }) => {
    const y = round(down.at(value))
    return line(left, y, right, y, '#000', '4 3') + text(right, y - 4, name, 'end', 10)
  })
  const names = series.map(({ name, color }, at) =>
    text(left + 110 + at * 150, top - 8, name, 'start', 11, color),
  )
  return [...grid, ...drawn, ...limits, text(left, top - 8, label, 'start', 11), ...names]
}

/** A linear scale from the values `from` to the places `to`, with ticks at round values. */
export function scaleOf([low, high], [start, end]) {
  const span = high - low || 1
  const at = (value) => start + ((value - low) / span) * (end - start)
  const rough = span / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power
  const count = Math.floor(high / step + 1e-9)
  const ticks = Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)))
  return { at, ticks, end }
}

function svg(title, width, height, parts) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ${FONT}>`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text(8, 18, title, 'start', 14),
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

function text(x, y, content, anchor, size = 12, color = '#000') {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-size="${size}" fill="${color}">${escaped(content)}</text>`
}

function escaped(content) {
  return content.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
}

function line(x1, y1, x2, y2, color, dashes) {
  const dashed = dashes ? ` stroke-dasharray="${dashes}"` : ''
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${color}"${dashed}/>`
}

function round(value) {
  return Math.round(value * 10) / 10
}
