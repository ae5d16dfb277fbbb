import { randomBytes } from 'node:crypto'
import { chmod, open, readFile, rename, stat } from 'node:fs/promises'
import type { Credentials } from '@ossimg/signer'

/** The server's own key pair, and how it was come by. */
export interface KeptCredentials {
  readonly credentials: Credentials
  readonly file: string
  /** Whether it was made just now. */
  readonly isNew: boolean
}

/** Readable and writable for its owner alone. */
const PRIVATE = 0o600

/**
 * The key pair in `file`, made and written if there is none. A file that others can read is made private again.
 * Rejects with an Error that says what to do when the file cannot be used.
 */
export async function keepCredentials(file: string): Promise<KeptCredentials> {
  const text = await readIfThere(file)
  if (text === undefined) {
    const credentials = makeCredentials()
    await writePrivately(file, `${JSON.stringify(credentials, undefined, 2)}\n`)
    return { credentials, file, isNew: true }
  }
  await makePrivate(file)
  return { credentials: parseCredentials(text, file), file, isNew: false }
}

/** 80 bits of id and 160 of secret: nothing to guess, and nothing that a shell or a URL would change. */
function makeCredentials(): Credentials {
  return {
    accessKeyId: `OSSIMG${randomBytes(10).toString('hex').toUpperCase()}`,
    accessKeySecret: randomBytes(20).toString('hex'),
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Writes beside the target and renames: a crash leaves the whole file or none. */
async function writePrivately(file: string, text: string): Promise<void> {
  const draft = `${file}.new`
  const handle = await open(draft, 'w', PRIVATE)
  try {
    await handle.chmod(PRIVATE)
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
}

/** Windows has no such modes; the folder's rights count there. */
async function makePrivate(file: string): Promise<void> {
  if (process.platform === 'win32') return
  const { mode } = await stat(file)
  if ((mode & 0o077) === 0) return
  try {
    await chmod(file, PRIVATE)
  } catch (cause) {
    throw new Error(`${file} holds a secret that others can read: set its mode to 0600.`, { cause })
  }
}

function parseCredentials(text: string, file: string): Credentials {
  const { accessKeyId, accessKeySecret } = parseJson(text)
  if (typeof accessKeyId === 'string' && /^[^\s:]+$/.test(accessKeyId))
    if (typeof accessKeySecret === 'string' && accessKeySecret !== '') return { accessKeyId, accessKeySecret }
  throw new Error(
    `${file} does not hold accessKeyId and accessKeySecret: mend it, or remove it for a new pair.`,
  )
}

function parseJson(text: string): { readonly accessKeyId?: unknown; readonly accessKeySecret?: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
