// What test runs reported: vitest's `--reporter=json`, one file or several.
import { readFileSync } from 'node:fs'

/**
 * The tests of report files, by the path of their file in the repository: `{ name, passed }`. A test that was skipped
 * has not passed.
 */
export function readResults(files) {
  const tests = new Map()
  for (const file of files)
    for (const { name: path, assertionResults } of JSON.parse(readFileSync(file, 'utf8')).testResults) {
      const key = repositoryPath(path)
      const ran = assertionResults.map(({ fullName, status }) => ({
        name: fullName,
        passed: status === 'passed',
      }))
      tests.set(key, [...(tests.get(key) ?? []), ...ran])
    }
  return tests
}

/** Reports may come from another machine: what counts is the path from `packages` or `apps` on. */
function repositoryPath(path) {
  const [found] = /(?:packages|apps)\/[^/]+\/(?:src|test)\/.*$/.exec(path.replaceAll('\\', '/')) ?? [path]
  return found
}

/** Did tests of `file` run that `matches` knows by name, and did all of them pass? Without results: assumed. */
export function passed(results, file, matches) {
  if (!results) return true
  const found = (results.get(file) ?? []).filter(({ name }) => matches(name))
  return found.length > 0 && found.every((test) => test.passed)
}
