// Which operations and keys a process is written with, as they stand on the wire.
import { decodeBase64, definitionOf, safeParse } from '@ossimg/grammar'

/** What stands between the key of an image and the process that prepares it. */
const QUERY = '?x-oss-process='

/**
 * What a row writes: `{ operation, key, value }` for every key and value, with an empty key for a bare value, and without
 * key for an operation that has none. The contents of styles and what prepares images count, too.
 */
export function writtenBy({ process, styles }) {
  return [decoded(process), ...styles].flatMap((text) => text.split('|').flatMap(stageUses))
}

function stageUses(stage) {
  return stage.startsWith('image/') ? actionUses(stage.slice('image/'.length)) : []
}

function actionUses(text) {
  return text
    .split('/')
    .filter((segment) => segment !== '')
    .flatMap((segment) => {
      const [operation, ...tokens] = segment.split(',')
      const definition = definitionOf(operation)
      if (!definition) return []
      return [{ operation }, ...tokens.flatMap((token) => tokenUses(definition, token))]
    })
}

function tokenUses({ name: operation, syntax }, token) {
  if (token === '') return []
  const cut = syntax === 'bare' ? -1 : token.indexOf('_')
  const [key, value] = cut < 0 ? ['', token] : [token.slice(0, cut), token.slice(cut + 1)]
  const image = operation === 'watermark' && key === 'image' ? decodeBase64(value) : undefined
  const [, chain = ''] = image?.split(QUERY) ?? []
  return [{ operation, key, value }, ...stageUses(chain)]
}

/** `%2C` and the like, once; what is no such escape stays. */
function decoded(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * The value that a refused row is refused for: `{ operation, key, value }`; undefined when it is refused for something
 * else, as a key that is unknown, or a value that is absent.
 */
export function blamedBy({ process, accepted }) {
  if (accepted) return undefined
  const outcome = safeParse(process)
  if (outcome.ok) return undefined
  const { operation, parameter, value = '' } = outcome.error
  if (!definitionOf(operation ?? '') || parameter === undefined || value === '') return undefined
  // Of an unknown key, and of one without a value, the error tells the whole token.
  if (value === parameter || value.startsWith(`${parameter}_`)) return undefined
  // A bare value is told by the operation's name.
  return { operation, key: parameter === operation ? '' : parameter, value }
}
