import { GrammarError } from './errors.ts'
import type { Fields } from './operation.ts'
import { definitionOf, type InputFor, type Operation, type OperationName } from './operations/index.ts'
import type { Parameter } from './parameters.ts'
import { buildOperation } from './read-operation.ts'

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
  if (!definition)
    throw new GrammarError('InvalidArgument', {
      message: `The operation: ${name} is not supported.`,
      reason: `unknown operation ${JSON.stringify(name)}`,
      index: 0,
    })
  const values = new Map<Parameter, unknown>()
  collect(name, definition.fields, input as Readonly<Record<string, unknown>>, values)
  return buildOperation(definition, values, { index: 0 }) as Operation<Name>
}

function collect(
  operation: string,
  fields: Fields,
  input: Readonly<Record<string, unknown>>,
  values: Map<Parameter, unknown>,
): void {
  for (const [name, value] of Object.entries(input)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field)
      throw new GrammarError('InvalidArgument', {
        reason: `${operation} has no ${name}, expected ${Object.keys(fields).join(', ')}`,
        operation,
        index: 0,
      })
    if (value === undefined) continue
    if (field.kind === 'group') collect(operation, field.members, value as Record<string, unknown>, values)
    else values.set(field, checked(operation, field, value))
  }
}

/** Reads the value back from the text it would be written as, so that text and values obey one rule. */
function checked(operation: string, parameter: Parameter, value: unknown): unknown {
  // The parameter's own type is erased here; a value of a wrong type writes a text that is refused.
  const text = (parameter.write as (value: unknown) => string)(value)
  const reading = parameter.read(text)
  if (reading.ok) return reading.value
  const { reason, code = 'InvalidArgument', message, ec = parameter.ec.invalid } = reading
  throw new GrammarError(code, {
    reason,
    operation,
    parameter: parameter.key || operation,
    value: text,
    index: 0,
    ec,
    ...(message === undefined ? {} : { message }),
  })
}
