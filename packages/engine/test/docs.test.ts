import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = new URL('../', import.meta.url)
const repository = new URL('../../', root)

interface Decision {
  readonly id: string
  readonly area: string
  readonly question: string
  readonly choice: string
  readonly reason: string
  /** `path of a test or its rows › title, or a row's id, name, process or text` */
  readonly proof: readonly string[]
}

const decisions: readonly Decision[] = JSON.parse(readFileSync(new URL('docs/decisions.json', root), 'utf8'))

it('shows every operation, and pictures of the planned size and format', { timeout: 60_000 }, () => {
  const script = fileURLToPath(new URL('scripts/write-docs.mjs', root))
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

it('has an answer and a reason for every question, once', () => {
  const ids = decisions.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { id, question, choice, reason, proof } of decisions) {
    expect([id, question !== '', choice !== '', reason !== '']).toEqual([id, true, true, true])
    expect(proof.length, id).toBeGreaterThan(0)
  }
})

it.each(decisions.flatMap(({ id, proof }) => proof.map((each) => [id, each] as const)))(
  'the decision %s is shown by %s',
  (_, proof) => {
    const [path = '', text = ''] = proof.split(' › ')
    expect(path).toMatch(/\/fixtures\/[^/]+\.json$|\/(test|src)\/.*\.ts$/)
    const file = new URL(path, repository)
    expect(existsSync(file), path).toBe(true)
    const content = readFileSync(file, 'utf8')
    if (path.endsWith('.json')) expect(textsOf(JSON.parse(content))).toContain(text)
    else expect(content).toContain(text)
  },
)

/** What the rows of a fixture are known by. */
function textsOf(fixture: unknown): unknown[] {
  const rows = Array.isArray(fixture) ? fixture : Object.values(Object(fixture)).flat()
  return rows.flatMap(({ id, name, process, input }) => [id, name, process, input])
}
