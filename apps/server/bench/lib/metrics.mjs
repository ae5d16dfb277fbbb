// What an ossimg server tells about itself at `/-/metrics`, in the text format of Prometheus.

/** The counter of pictures that were decoded: pixels that were read, not headers. */
export const DECODES = 'ossimg_decodes_total'

/** The value of a metric, over all its labels; undefined when the server does not tell it. */
export async function readMetric(origin, name) {
  const response = await fetch(`${origin}/-/metrics`)
  if (!response.ok) {
    await response.body?.cancel()
    return undefined
  }
  const values = (await response.text()).split('\n').flatMap((line) => {
    const [, found, value] = /^([a-z_]+)(?:\{.*\})? (\S+)/.exec(line) ?? []
    return found === name ? [Number(value)] : []
  })
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0)
}
