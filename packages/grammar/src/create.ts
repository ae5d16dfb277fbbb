import { GrammarError } from './errors.ts'
import { checkForMark } from './mark-chain.ts'
import type { Fields } from './operation.ts'
import {
  definitionOf,
  type InputFor,
  type MarkOperation,
  type Operation,
  type OperationName,
} from './operations/index.ts'
import type { MarkImage, Parameter } from './parameters.ts'
import { buildOperation, unknownOperation, type Written } from './read-operation.ts'
import { stringifyActions } from './stringify.ts'

/**
 * An operation from values instead of text, checked by the same definition:
 * `createOperation('resize', { width: 100 })` equals what `resize,w_100` parses to.
 * A `mainPercent` makes an operation for the image of a watermark; elsewhere `parse` refuses its text.
 *
 * @throws GrammarError as `parse` would for the text that these values stand for; its index is 0.
 */
export function createOperation<Name extends OperationName>(
  name: Name,
  input: InputFor<Name>,
): Operation<Name> {
  return created(name, input) as Operation<Name>
}

function created(name: string, input: object): Operation {
  const definition = definitionOf(name)
  if (!definition) throw unknownOperation(name, 0)
  return buildOperation(definition, writtenFor(name, definition.fields, input), 0)
}

/** The values of `input` as they would be written, in its order. */
function writtenFor(operation: string, fields: Fields, input: object): Written[] {
  return Object.entries(input).flatMap(([name, value]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field) throw unknownName(operation, Object.keys(fields), name)
    if (value === undefined) return []
    if (field.kind === 'group') return writtenFor(operation, field.members, objectIn(operation, name, value))
    return [
      {
        parameter: field,
        label: field.key || operation,
        value: { text: textOf(operation, name, field, value), at: () => 0 },
        ec: field.ec.invalid,
      },
    ]
  })
}

const TYPES = {
  integer: 'number',
  choice: 'string',
  flag: 'boolean',
  color: 'string',
  text: 'string',
} as const

/** A value as it would be written; whether that may be, its parameter tells when it reads it. */
function textOf(operation: string, name: string, parameter: Parameter, value: unknown): string {
  if (parameter.kind === 'image')
    return parameter.write(markImage(operation, objectIn(operation, name, value)), stringifyActions)
  const type = TYPES[parameter.kind]
  if (typeof value !== type) throw wrongType(operation, name, type, value)
  if (typeof value === 'string') checkText(operation, name, value)
  // The type of the value has just been checked; the union of parameters cannot tell.
  return (parameter.write as (value: unknown) => string)(value)
}

/** The image of a mark, with each of its operations created by itself. */
function markImage(operation: string, input: object): MarkImage {
  const { key, process, ...others } = input as Readonly<Record<string, unknown>>
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw unknownName(operation, ['key', 'process'], unknown)
  if (typeof key !== 'string') throw wrongType(operation, 'key', 'string', key)
  checkText(operation, 'key', key)
  // In text it would end the key, and what follows would be read as something else.
  if (key.includes('?'))
    throw wrongInput(operation, `expected a key without a question mark, received ${key}`)
  if (process === undefined) return { key }
  const { actions } = objectIn(operation, 'process', process) as { readonly actions?: unknown }
  if (!Array.isArray(actions)) throw wrongType(operation, 'actions', 'array', actions)
  return { key, process: { actions: actions.map((action) => markOperation(operation, action)) } }
}

function markOperation(operation: string, action: unknown): MarkOperation {
  const { type, ...values } = objectIn(operation, 'operation', action) as Readonly<Record<string, unknown>>
  if (typeof type !== 'string') throw wrongType(operation, 'type', 'string', type)
  checkForMark(type, 0)
  return created(type, values) as MarkOperation
}

function checkText(operation: string, name: string, text: string): void {
  if (/\p{Surrogate}/u.test(text)) throw wrongInput(operation, `expected well-formed Unicode as ${name}`)
}

function objectIn(operation: string, name: string, value: unknown): object {
  if (typeof value === 'object' && value !== null) return value
  throw wrongType(operation, name, 'object', value)
}

function wrongType(operation: string, name: string, type: string, value: unknown): GrammarError {
  const article = /^[ao]/.test(type) ? 'an' : 'a'
  const received = value === null ? 'null' : typeof value
  return wrongInput(operation, `expected ${article} ${type} as ${name}, received ${received}`)
}

function unknownName(operation: string, names: readonly string[], name: string): GrammarError {
  return wrongInput(operation, `expected ${names.join(', ') || 'no values'}, received ${name}`)
}

/** The error of values that no text could stand for. */
function wrongInput(operation: string, reason: string): GrammarError {
  return new GrammarError('InvalidArgument', {
    message: `The operation: ${operation} takes other values: ${reason}.`,
    reason,
    operation,
    index: 0,
  })
}
