// The colour that stands for a picture, as the service chooses it: five boxes by median cut, and of their means the one
// that most pixels are nearest to. Written for the ceiling, for opaque pixels of three channels.

const SHIFTS = [16, 8, 0]
const WEIGHTS = [77, 150, 29]

/** `0xrrggbb` of raw pixels, three bytes each. */
export function dominantColor(data) {
  const colors = new Int32Array(data.length / 3)
  for (let at = 0, from = 0; at < colors.length; at++, from += 3)
    colors[at] = (data[from] << 16) | (data[from + 1] << 8) | data[from + 2]
  const boxes = [boxOf(colors)]
  while (boxes.length < 5) {
    const eighths = (box) => (box.flat ? -1 : Math.round((8 * box.colors.length) / colors.length))
    const chosen = boxes.reduce((best, box) => (eighths(box) > eighths(best) ? box : best))
    if (chosen.flat) break
    boxes.splice(boxes.indexOf(chosen), 1, ...split(chosen))
  }
  const color = nearestToMost(
    boxes.map(({ colors: own }) => meanOf(own)),
    colors,
  )
  return `0x${color.toString(16).padStart(6, '0')}`
}

function boxOf(colors) {
  const low = [255, 255, 255]
  const high = [0, 0, 0]
  for (let at = 0; at < colors.length; at++) {
    for (let band = 0; band < 3; band++) {
      const level = (colors[at] >> SHIFTS[band]) & 255
      if (level < low[band]) low[band] = level
      if (level > high[band]) high[band] = level
    }
  }
  const lengths = WEIGHTS.map((weight, band) => weight * Math.max(0, high[band] - low[band]))
  const longest = Math.max(...lengths)
  return { colors, shift: SHIFTS[lengths.indexOf(longest)], flat: longest === 0 }
}

/** Halves a box at its median; equal colours stay together. */
function split({ colors, shift }) {
  const keys = new Int32Array(colors.length)
  let highest = 0
  for (let at = 0; at < keys.length; at++) {
    keys[at] = led(colors[at], shift)
    if (keys[at] > highest) highest = keys[at]
  }
  const median = keyOfRank(keys, (keys.length - 1) >> 1)
  const limit = median < highest ? median : median - 1
  const both = new Int32Array(colors.length)
  let low = 0
  let high = colors.length
  for (let at = 0; at < colors.length; at++) {
    if (keys[at] <= limit) both[low++] = colors[at]
    else both[--high] = colors[at]
  }
  return [boxOf(both.subarray(0, low)), boxOf(both.subarray(low))]
}

/** The key that would stand at `rank` were they sorted: only those that begin as it does are. */
function keyOfRank(keys, rank) {
  const counts = new Int32Array(256)
  for (let at = 0; at < keys.length; at++) counts[keys[at] >> 16]++
  let first = 0
  let before = rank
  for (; before >= counts[first]; first++) before -= counts[first]
  return keys.filter((key) => key >> 16 === first).sort()[before]
}

/** The channel at `shift` changes over with red, so that colours sort along it. */
function led(color, shift) {
  const swap = ((color >> 16) ^ (color >> shift)) & 255
  return shift === 16 ? color : color ^ (swap << 16) ^ (swap << shift)
}

function meanOf(colors) {
  const sums = [0, 0, 0]
  for (let at = 0; at < colors.length; at++)
    for (let band = 0; band < 3; band++) sums[band] += (colors[at] >> SHIFTS[band]) & 255
  return sums.map((sum) => Math.floor(sum / colors.length + 0.5))
}

function nearestToMost(means, colors) {
  const votes = new Int32Array(means.length)
  const levels = Int32Array.from(means.flat())
  for (let at = 0; at < colors.length; at++) {
    let nearest = 0
    let least = 0x7fffffff
    for (let mean = 0, from = 0; from < levels.length; mean++, from += 3) {
      const red = (colors[at] >> 16) - levels[from]
      const green = ((colors[at] >> 8) & 255) - levels[from + 1]
      const blue = (colors[at] & 255) - levels[from + 2]
      const distance = red * red + green * green + blue * blue
      if (distance >= least) continue
      least = distance
      nearest = mean
    }
    votes[nearest]++
  }
  const [red, green, blue] = means[votes.indexOf(Math.max(...votes))]
  return (red << 16) | (green << 8) | blue
}
