import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** What test runs reported, by file. */
type Results = ReadonlyMap<string, readonly { readonly name: string; readonly passed: boolean }[]>

interface Page {
  readonly text: string
  readonly untested: readonly string[]
  /** Rows whose test failed or did not run. */
  readonly failed: number
}

interface PageModule {
  compatibilityPage(root: URL, results?: Results): Page
}

interface RowsModule {
  readonly SUITES: Readonly<Record<string, { readonly data: string; readonly test: string }>>
}

const repository = new URL('../../../', import.meta.url)
const committed = readFileSync(new URL('../docs/compatibility.md', import.meta.url), 'utf8')

// The scripts are plain JavaScript, whose modules have no types.
const load = async (name: string) => import(new URL(`../scripts/compatibility/${name}`, import.meta.url).href)
const { compatibilityPage }: PageModule = await load('page.mjs')
const { SUITES }: RowsModule = await load('rows.mjs')

describe('the compatibility page', () => {
  const page = compatibilityPage(repository)

  it('is what definitions, limits and rows say: else run `node scripts/write-compatibility.mjs`', () => {
    expect(committed).toBe(page.text)
  })

  it('has nothing without a test', () => {
    expect(page.untested).toEqual([])
    expect(page.failed).toBe(0)
    expect(committed).not.toContain('untested')
  })

  it('has suites that there are', () => {
    for (const { data, test } of Object.values(SUITES))
      expect([existsSync(new URL(data, repository)), existsSync(new URL(test, repository))]).toEqual([
        true,
        true,
      ])
  })

  it('leaves out the documented cases that the suite leaves out', () => {
    const suite = readFileSync(new URL('vectors/vectors.test.ts', import.meta.url), 'utf8')
    const [, omitted = ''] = /Left out: (.*)\.$/m.exec(committed) ?? []
    const ids = [...omitted.matchAll(/`((?:ok|err)-\d+)`/g)].map(([, id]) => `'${id}'`)
    expect(ids.length).toBeGreaterThan(0)
    expect(suite).toContain(`toEqual([${ids.join(', ')}])`)
  })

  it('links to files that there are', () => {
    const paths = [...committed.matchAll(/\]\(\.\.\/\.\.\/\.\.\/([^)#]+)/g)].map(([, path = '']) => path)
    expect(paths.length).toBeGreaterThan(10)
    expect(paths.filter((path) => !existsSync(new URL(path, repository)))).toEqual([])
  })
})

describe('with the results of a run', () => {
  it('counts nothing that did not run', () => {
    const { untested, failed, text } = compatibilityPage(repository, new Map())
    expect(untested).toEqual(
      expect.arrayContaining(['resize', 'resize, w', 'watermark, text', 'gif', 'pipes']),
    )
    expect(failed).toBeGreaterThan(1000)
    expect(text).not.toContain('| tested |')
  })

  it.each([
    ['passed', true],
    ['failed', false],
  ])('counts a row only when its test passed: it %s', (_, passed) => {
    const suite = SUITES.text?.test ?? ''
    const results: Results = new Map([[suite, [{ name: 'format image/format,auto', passed }]]])
    const { untested } = compatibilityPage(repository, results)
    expect(untested.includes('a format that suits the caller, `format,auto`')).toBe(!passed)
  })
})
