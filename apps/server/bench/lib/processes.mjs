// Servers as processes of their own, none of which outlives this one.
import { spawn } from 'node:child_process'
// As `npm start` has it; what is of use to one server is of use to all.
import { START_FLAGS } from '../../dist/start-flags.js'

/** ms until a server must have said where it listens, or have ended. */
const PATIENCE = 30_000

const running = new Set()
let isGuarded = false

/** Ends what still runs when this process ends, also by a signal. */
function guard() {
  if (isGuarded) return
  isGuarded = true
  process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL')
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
}

/**
 * Runs a script with Node until it prints an address of 127.0.0.1.
 *
 * @returns its `pid`, `port`, `origin`, and `stop()`.
 * @throws Error with what it wrote when it ends before.
 */
export async function startServer(script, parameters = [], environment = {}) {
  const child = spawn(process.execPath, [...START_FLAGS, script, ...parameters], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  guard()
  running.add(child)
  const ended = new Promise((resolve) => child.once('exit', resolve)).then(() => running.delete(child))
  const port = await portOf(child)
  const stop = async () => {
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
    child.kill('SIGTERM')
    await ended
    clearTimeout(timer)
  }
  return { pid: child.pid, port, origin: `http://127.0.0.1:${port}`, stop }
}

/** Reads on afterwards: a full pipe would stop the server. */
function portOf(child) {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`No address was printed in time.\n${said}`))
    }, PATIENCE)
    const listen = (piece) => {
      said = (said + piece).slice(-10_000)
      const [, port] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said) ?? []
      if (port === undefined) return
      clearTimeout(timer)
      resolve(Number(port))
    }
    child.stdout.setEncoding('utf8').on('data', listen)
    child.stderr.setEncoding('utf8').on('data', (piece) => {
      said = (said + piece).slice(-10_000)
      process.stderr.write(piece)
    })
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      reject(new Error(`The server ended: ${code ?? signal}\n${said}`))
    })
  })
}
