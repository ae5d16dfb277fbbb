import { encodeBase64 } from './base64.ts'
import type { Fields } from './operation.ts'
import { definitionOf, type Operation } from './operations/index.ts'
import type { Process, SaveAs, Stage } from './process.ts'

/**
 * A process as canonical text: operations in their order, keys in the documented order, defaults left
 * out. Equal processes give equal text, and `parse` gives the process back, so it can be a cache key.
 * Only a percent sign in the name of a style is escaped; a URL needs the whole percent-encoded.
 * `image/resize,h_100,w_100,m_lfit` comes back as `image/resize,w_100,h_100`.
 */
export function stringify(process: Process): string {
  const stages = process.stages.map(stageText)
  return [...stages, ...(process.saveAs ? [saveAsText(process.saveAs)] : [])].join('|')
}

function stageText(stage: Stage): string {
  // A name is the only free text of a process, so the only place where a percent sign can stand.
  if (stage.type === 'style') return `style/${stage.name.replaceAll('%', '%25')}`
  return stringifyActions(stage.actions)
}

/** Operations as canonical text, `image/resize,w_100/rotate,90`. */
export function stringifyActions(actions: readonly Operation[]): string {
  return ['image', ...actions.map(stringifyOperation)].join('/')
}

/** One operation as canonical text, `resize,w_100`. */
export function stringifyOperation(operation: Operation): string {
  const definition = definitionOf(operation.type)
  if (!definition) return operation.type
  const values = fieldTexts(definition.fields, operation as unknown as Readonly<Record<string, unknown>>)
  return [operation.type, ...values].join(',')
}

/** The definition has made the value, so they fit; the union of parameters cannot tell. */
type WriteAny = (value: unknown, writeChain: typeof stringifyActions) => string

/** The texts of a set of fields in canonical order, defaults left out: `t_50`, `g_nw` … */
export function fieldTexts(fields: Fields, tree: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const value = tree[name]
    if (value === undefined) return []
    if (field.kind === 'group') return fieldTexts(field.members, value as Record<string, unknown>)
    if (value === field.default) return []
    const text = (field.write as WriteAny)(value, stringifyActions)
    return [field.key === '' ? text : `${field.key}_${text}`]
  })
}

function saveAsText({ key, bucket }: SaveAs): string {
  const target = bucket === undefined ? '' : `,b_${encodeBase64(bucket)}`
  return `sys/saveas,o_${encodeBase64(key)}${target}`
}
