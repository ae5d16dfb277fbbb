import { readFileSync } from 'node:fs'

/** A code block of a page, with what the page says below it. */
export interface Snippet {
  readonly language: string
  readonly code: string
  /** The nearest heading above it. */
  readonly heading: string
  /** Does the page say that a test runs it? Undefined: it says neither. */
  readonly runs: boolean | undefined
}

/** Reads a page's code blocks in their order. */
function readSnippets(page: string): readonly Snippet[] {
  const blocks = page.matchAll(/^```(\w+)\n(.*?)^```\n\n([^\n]*)/gms)
  return [...blocks].map(({ index, 1: language = '', 2: code = '', 3: rest = '' }) => ({
    language,
    code,
    heading: [...page.slice(0, index).matchAll(/^#+ (.*)$/gm)].at(-1)?.[1] ?? '',
    runs: rest.startsWith('Run by a test') ? true : rest.startsWith('Not run:') ? false : undefined,
  }))
}

/** The snippets of docs/clients.md that one test file answers for. */
export interface ClientsPage {
  readonly snippets: readonly Snippet[]
  /** The code of the one snippet that holds `text`, and remembers that it is run. */
  take(text: string): string
  isTaken(snippet: Snippet): boolean
}

/** Reads the page's snippets in the languages for which `answersFor` holds. */
export function clientsPage(answersFor: (language: string) => boolean): ClientsPage {
  const page = readFileSync(new URL('../../docs/clients.md', import.meta.url), 'utf8')
  const all = readSnippets(page)
  if (all.length !== page.match(/^```\w/gm)?.length) throw new Error('a snippet has nothing below it')
  const snippets = all.filter(({ language }) => answersFor(language))
  const taken = new Set<Snippet>()
  return {
    snippets,
    take(text) {
      const [found, ...others] = snippets.filter(({ code }) => code.includes(text))
      if (found === undefined || others.length > 0) throw new Error(`not one snippet has ${text}`)
      taken.add(found)
      return found.code
    },
    isTaken: (snippet) => taken.has(snippet),
  }
}

/**
 * Runs a module's text as the body of an asynchronous function and gives what `names` hold at its end. Its imports come from
 * `modules`, by the names they are bound to; a default export is named `exported`.
 */
export async function runModule(
  code: string,
  modules: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const body = code
    .replace(/^import .*\n/gm, '')
    .replace(/^export default /gm, 'const exported = ')
    .replace(/^export /gm, '')
  const text = `'use strict'; return (async () => { ${body}\nreturn { ${names.join(', ')} } })()`
  const made = new Function(...Object.keys(modules), text)
  return made(...Object.values(modules))
}
