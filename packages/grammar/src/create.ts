import { GrammarError } from './errors.ts'
import type { Fields } from './operation.ts'
import { definitionOf, type InputFor, type Operation, type OperationName } from './operations/index.ts'
import type { Parameter } from './parameters.ts'
import { buildOperation, unknownOperation, type Written } from './read-operation.ts'

/**
 * An operation from values instead of text, checked by the same definition:
 * `createOperation('resize', { width: 100 })` equals what `resize,w_100` parses to.
 *
 * @throws GrammarError as `parse` would for the text that these values stand for; its index is 0.
 */
export function createOperation<Name extends OperationName>(
  name: Name,
  input: InputFor<Name>,
): Operation<Name> {
  const definition = definitionOf(name)
  if (!definition) throw unknownOperation(name, 0)
  return buildOperation(definition, writtenFor(name, definition.fields, input), 0) as Operation<Name>
}

/** The values of `input` as they would be written, in its order. */
function writtenFor(operation: string, fields: Fields, input: object): Written[] {
  return Object.entries(input).flatMap(([name, value]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field) {
      const expected = Object.keys(fields).join(', ') || 'no values'
      throw wrongInput(operation, `expected ${expected}, received ${name}`)
    }
    if (value === undefined) return []
    if (field.kind !== 'group') return [writtenValue(operation, name, field, value)]
    if (typeof value === 'object' && value !== null) return writtenFor(operation, field.members, value)
    throw wrongInput(operation, `expected an object as ${name}, received ${typeof value}`)
  })
}

const TYPES = {
  integer: 'number',
  choice: 'string',
  flag: 'boolean',
  color: 'string',
  text: 'string',
} as const

function writtenValue(operation: string, name: string, parameter: Parameter, value: unknown): Written {
  const type = TYPES[parameter.kind]
  if (typeof value !== type)
    throw wrongInput(operation, `expected a ${type} as ${name}, received ${typeof value}`)
  if (typeof value === 'string' && /\p{Surrogate}/u.test(value))
    throw wrongInput(operation, `expected well-formed Unicode as ${name}`)
  // The type of the value has just been checked; the union of parameters cannot tell.
  const text = (parameter.write as (value: unknown) => string)(value)
  return {
    parameter,
    label: parameter.key || operation,
    value: { text, at: () => 0 },
    ec: parameter.ec.invalid,
  }
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
