// Makes two commands enough on a machine that has only Node and npm: installs the pinned pnpm's
// frozen lockfile once per (Node major, platform, lockfile), then hands the arguments to turbo.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const at = (...parts) => join(root, ...parts)

/** Runs `command`, its output shown, and ends this process with its code when it fails. */
function run(command, args, env = process.env) {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env })
  if (error) throw error
  if (status !== 0) process.exit(signal ? 1 : (status ?? 1))
}

function installStamp() {
  const hash = createHash('sha256')
  hash.update(`${process.versions.node.split('.')[0]} ${process.platform} ${process.arch}\n`)
  hash.update(readFileSync(at('pnpm-lock.yaml')))
  return hash.digest('hex')
}

function install() {
  const stampFile = at('node_modules', '.bootstrap')
  const stamp = installStamp()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  const { packageManager } = JSON.parse(readFileSync(at('package.json'), 'utf8'))
  // --prod=false: the build needs its tools also where NODE_ENV is "production".
  const args = ['install', '--frozen-lockfile', '--prod=false']
  const installed = at('node_modules', 'pnpm', 'bin', 'pnpm.cjs')
  if (existsSync(installed)) {
    run(process.execPath, [installed, ...args])
  } else {
    const viaNpm = ['exec', '--yes', `--package=${packageManager}`, '--', 'pnpm', ...args]
    // npm_execpath is npm's own script: it needs neither a shell nor npm.cmd on Windows.
    if (process.env.npm_execpath?.endsWith('.js'))
      run(process.execPath, [process.env.npm_execpath, ...viaNpm])
    else run('npm', viaNpm)
  }
  writeFileSync(stampFile, stamp)
}

/** Installs when needed, then runs turbo with `args`. */
export function bootstrap(args) {
  install()
  const { NODE_ENV: _ignored, ...env } = process.env
  run(process.execPath, [at('node_modules', 'turbo', 'bin', 'turbo'), ...args], {
    ...env,
    // turbo looks for a `pnpm` command; ours is a dependency.
    PATH: `${at('node_modules', '.bin')}${delimiter}${env.PATH ?? ''}`,
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    DO_NOT_TRACK: '1',
  })
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  bootstrap(process.argv.slice(2))
