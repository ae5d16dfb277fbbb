// Whether two servers make the same of a request: what is faster because it does something else is not compared.
import sharp from 'sharp'
import { PATHS } from './workloads.mjs'

/** The largest mean difference of levels, out of 255: decoders of lossy formats and masks may differ a little. */
const TOLERANCE = 1.5

/** Fetches a path. Throws Error unless it is answered with 200. */
export async function fetchBody({ origin }, path) {
  const response = await fetch(origin + path)
  const body = Buffer.from(await response.arrayBuffer())
  if (response.status === 200) return { body, headers: response.headers }
  throw new Error(`${path} was answered with ${response.status}: ${body.toString('utf8', 0, 300)}`)
}

/**
 * Asks ossimg, the ceiling and, where it can do the same, IPX, for one place of a workload. Throws Error when ossimg and
 * ceiling do not make the same picture or report, or IPX one of another size.
 *
 * @returns what was made: its size and format, or the report.
 */
export async function verify(servers, workload, index, copies) {
  const ask = async (name) => (await fetchBody(servers[name], PATHS[name](workload, index, copies))).body
  const [ours, ceilings] = [await ask('ossimg'), await ask('ceiling')]
  const where = `${workload.name}: ossimg and ceiling differ`
  if (ours[0] === 0x7b) {
    if (!ours.equals(ceilings)) throw new Error(`${where}: ${ours} ${ceilings}`)
    return ours.toString()
  }
  const [one, other] = [await factsOf(ours), await factsOf(ceilings)]
  if (one.text !== other.text) throw new Error(`${where}: ${one.text}, ${other.text}`)
  const difference = differenceOf(one.pixels, other.pixels)
  if (!(difference <= TOLERANCE)) throw new Error(`${where} by ${difference.toFixed(2)} levels on average`)
  if (servers.ipx && workload.ipx) {
    const peer = await factsOf(await ask('ipx'))
    if (peer.text !== one.text)
      throw new Error(`${workload.name}: IPX makes ${peer.text} of it, not ${one.text}`)
  }
  return one.text
}

async function factsOf(picture) {
  const animated = { animated: true }
  const { format, width, height, pageHeight = height, pages = 1 } = await sharp(picture, animated).metadata()
  const pixels = await sharp(picture, animated).ensureAlpha().raw().toBuffer()
  return { text: `${format} ${width} x ${pageHeight} x ${pages}`, pixels }
}

function differenceOf(one, other) {
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += Math.abs(one[at] - other[at])
  return sum / one.length
}
