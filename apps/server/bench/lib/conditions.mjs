// What figures depend on.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, totalmem } from 'node:os'
import sharp from 'sharp'
import { CORES } from './world.mjs'

const require = createRequire(import.meta.url)

/** The machine and the versions, without any name or path. */
export function conditions() {
  const { sharp: version, vips } = sharp.versions
  return {
    cores: CORES,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memory: Math.round(totalmem() / 1024 ** 3),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    sharp: version,
    libvips: vips,
    fastify: versionOf('fastify'),
    ipx: versionOf('ipx'),
  }
}

/** Not every package lets its package.json be imported. */
function versionOf(name) {
  const folder = require.resolve.paths(name)?.find((path) => attempt(`${path}/${name}/package.json`))
  return folder ? attempt(`${folder}/${name}/package.json`).version : 'unknown'
}

function attempt(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
