import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Where Debian's packages put Go sources. */
export const GOPATH = '/usr/share/gocode'

/** Where Debian's package of the SDK is. */
export const GO_SDK = join(GOPATH, 'src/github.com/aliyun/aliyun-oss-go-sdk/oss')

/** What Go is to know: sources from `GOPATH`, nothing from the network, its cache and its home in `folder`. */
export function goEnvironment(folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: folder,
    TMPDIR: folder,
    GOCACHE: join(folder, 'cache'),
    GOPATH,
    GOENV: 'off',
    GO111MODULE: 'off',
    GOPROXY: 'off',
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: '0',
  }
}

/** Whether there is a Go command. */
export async function hasGo(): Promise<boolean> {
  try {
    const { stdout } = await run('go', ['env', 'GOROOT'], { timeout: 60_000 })
    return stdout.trim() !== ''
  } catch {
    return false
  }
}
