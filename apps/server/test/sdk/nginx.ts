import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** nginx is often where only the super-user looks for programs. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` }

/** An nginx on the loopback with all its files in a folder of its own. */
export interface Nginx {
  readonly port: number
  /** Ends it by its process number and removes its folder. */
  stop(): Promise<void>
}

/** Whether there is an nginx. */
export async function hasNginx(): Promise<boolean> {
  try {
    await run('nginx', ['-v'], { env })
    return true
  } catch {
    return false
  }
}

/**
 * Checks a configuration with `nginx -t`, starts it and waits until it listens.
 *
 * @param http gives what stands inside `http { … }`, by the folder to keep files in and the port to listen on.
 */
export async function startNginx(http: (folder: string, port: number) => string): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'ossimg-nginx-'))
  const port = await freePort()
  const [configuration, pidFile] = [join(folder, 'nginx.conf'), join(folder, 'nginx.pid')]
  await mkdir(join(folder, 'temp'))
  // The super-user's nginx would give its work to another user, who may not read the folder.
  const user = userInfo().uid === 0 ? `user ${userInfo().username};` : ''
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, 'temp', name)};`)
    .join(' ')
  await writeFile(
    configuration,
    `${user} daemon off; worker_processes 1; pid ${pidFile}; error_log ${join(folder, 'error.log')};
    events { worker_connections 64; }
    http { access_log off; ${temporary}\n${http(folder, port)} }`,
  )
  const options = ['-p', folder, '-c', configuration]
  await run('nginx', ['-t', ...options], { env })
  const child = spawn('nginx', options, { env, stdio: 'ignore' })
  const ended = once(child, 'exit')
  try {
    await untilListening(port, () => child.exitCode !== null)
  } catch (error) {
    child.kill()
    throw error
  }
  return {
    port,
    async stop() {
      process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A port of the loopback that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function untilListening(port: number, over: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 100 && !over(); attempt++) {
    if (await accepts(port)) return
    await sleep(50)
  }
  throw new Error(`nothing listens on port ${port}`)
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(socket.destroy() !== undefined))
    socket.once('error', () => resolve(false))
  })
}
