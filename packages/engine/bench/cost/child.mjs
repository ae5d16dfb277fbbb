// A process that executes one row once: `node bench/cost/child.mjs <folder> <row as JSON>`; without a row it is idle.
// Prints its peak of resident memory in bytes, and what was planned from what.
import { processImage, tuneSharp } from '@ossimg/engine'
import sharp from 'sharp'
import { prepare } from './scene.mjs'

const [folder, row] = process.argv.slice(2)
tuneSharp()
const background = '#4a7c59'
const tiny = await sharp({ create: { width: 8, height: 8, channels: 3, background } })
  .jpeg()
  .toBuffer()
await processImage(tiny, 'image/resize,w_4')
const { plan, sources, run } = row ? await prepare(folder, JSON.parse(row)) : {}
await run?.()
console.log(JSON.stringify({ peak: process.resourceUsage().maxRSS * 1024, plan, sources }))
