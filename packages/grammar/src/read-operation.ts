import { GrammarError, type GrammarErrorDetails } from './errors.ts'
import { readMarkChain } from './mark-chain.ts'
import { type Fields, type OperationDefinition, parametersOf } from './operation.ts'
import { definitionOf, type Operation } from './operations/index.ts'
import type { Parameter, Reading, Refusal } from './parameters.ts'
import { from, type Slice, split } from './percent.ts'

/** Where an operation stands: in the process, or in the process of a watermark's image. */
export type Scope = 'main' | 'mark'

/** One value as it stands in the text. */
export interface Written {
  readonly parameter: Parameter
  /** The name to blame: the key as written, or the operation's name for a bare value. */
  readonly label: string
  readonly value: Slice
  /** The diagnostic code for an illegal value. */
  readonly ec: string | undefined
}

/** Reads `name,…` into its operation. Throws `GrammarError` with the offending character. */
export function readOperation(action: Slice, scope: Scope = 'main'): Operation {
  const [head, ...rest] = split(action, ',')
  const name = head?.text ?? ''
  const definition = definitionOf(name)
  if (!definition) throw unknownOperation(name || action.text, action.at(0))
  const tokens = rest.filter((token) => token.text !== '')
  return buildOperation(definition, writtenIn(definition, tokens, scope), action.at(0))
}

/** The error of an operation that the dialect does not have. */
export function unknownOperation(name: string, index: number): GrammarError {
  return new GrammarError('InvalidArgument', {
    message: `The operation: ${name} is not supported.`,
    reason: `unknown operation ${JSON.stringify(name)}`,
    operation: name,
    value: name,
    index,
    ec: '0040-00000213',
  })
}

function writtenIn(definition: OperationDefinition, tokens: readonly Slice[], scope: Scope): Written[] {
  switch (definition.syntax) {
    case 'flag':
      return []
    case 'bare':
      return bareValue(definition, tokens)
    case 'keyed': {
      const parameters = parametersOf(definition).filter(({ onlyInMark }) => scope === 'mark' || !onlyInMark)
      return tokens.flatMap((token) => keyedValue(definition, parameters, token) ?? [])
    }
  }
}

function bareValue(definition: OperationDefinition, tokens: readonly Slice[]): Written[] {
  const { name } = definition
  const parameter = parametersOf(definition)[0]
  const [token, second] = tokens
  if (!parameter || !token) return []
  if (second)
    throw new GrammarError('InvalidArgument', {
      message: `The operation: ${name} takes one value.`,
      reason: `expected ${parameter.expected} and nothing more, received ${JSON.stringify(second.text)}`,
      operation: name,
      value: second.text,
      index: second.at(0),
      ec: '0040-00000203',
    })
  // The live service names the key of `format,f_png` as both value and parameter.
  const [, key] = /^([A-Za-z]+)_/.exec(token.text) ?? []
  if (key !== undefined)
    throw new GrammarError('InvalidArgument', {
      reason: `expected ${parameter.expected} without a key, received ${JSON.stringify(token.text)}`,
      operation: name,
      parameter: key,
      value: key,
      index: token.at(0),
      ec: parameter.ec.invalid,
    })
  return [{ parameter, label: name, value: token, ec: parameter.ec.invalid }]
}

/** Reads `key_value`; undefined when the key is one of those that have no effect. */
function keyedValue(
  definition: OperationDefinition,
  parameters: readonly Parameter[],
  token: Slice,
): Written | undefined {
  const { name, bareKey, ignored } = definition
  const underscore = token.text.indexOf('_')
  const key = underscore < 0 ? token.text : token.text.slice(0, underscore)
  if (underscore >= 0 && ignored.includes(key)) return undefined
  const parameter = parameters.find((candidate) => candidate.key === key || candidate.alias === key)
  if (parameter) {
    const value = from(token, underscore < 0 ? token.text.length : underscore + 1)
    const viaAlias = key === parameter.alias
    return { parameter, label: key, value, ec: (viaAlias && parameter.ec.alias) || parameter.ec.invalid }
  }
  const field = bareKey && definition.fields[bareKey.field]
  if (underscore < 0 && field && field.kind !== 'group')
    return { parameter: field, label: name, value: token, ec: bareKey.invalid }
  const label = key || token.text
  throw new GrammarError('InvalidArgument', {
    message: `The parameter: ${label} of operation: ${name} is not supported.`,
    reason: `expected key_value with one of the keys ${parameters.map((p) => p.key).join(', ')}, received ${JSON.stringify(token.text)}`,
    operation: name,
    parameter: label,
    value: token.text,
    index: token.at(0),
  })
}

/**
 * Makes the tree of an operation from the values that were written: reads them, settles conflicts,
 * fills defaults. `index` is the place of the operation.
 */
export function buildOperation(
  definition: OperationDefinition,
  written: readonly Written[],
  index: number,
): Operation {
  const operation = definition.name
  const given = gather(definition.fields, readValues(definition, written))
  const settled = definition.settle ? definition.settle(given) : given
  if (isRefusal(settled)) throw refused(settled, { operation, index, ec: definition.missing })
  const tree = withDefaults(definition.fields, settled, { operation, index })
  // The definition is what the type is made of, so this is the one place where the two meet.
  return { type: operation, ...tree } as Operation
}

/** Reads every written value, also those that a later one replaces: a wrong one is an error anyway. */
function readValues(definition: OperationDefinition, written: readonly Written[]): Map<Parameter, unknown> {
  const operation = definition.name
  const last = new Map(written.map((one) => [one.parameter.key, one]))
  const diagnosis = definition.diagnose?.((key) => last.get(key)?.value.text)
  const blamed = diagnosis && last.get(diagnosis.key)
  if (blamed) throw refused(diagnosis, placeOf(operation, blamed))
  const values = new Map<Parameter, unknown>()
  for (const one of written) {
    const reading = readValue(operation, one)
    if (!reading.ok) throw refused(reading, placeOf(operation, one))
    values.set(one.parameter, reading.value)
  }
  return values
}

/** Reads one value. An error in the process of a watermark's image points at the value that holds it. */
function readValue(operation: string, { parameter, label, value, ec }: Written): Reading<unknown> {
  try {
    return parameter.read(value.text, (chain) =>
      readMarkChain(chain, (action) => readOperation(action, 'mark')),
    )
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error
    const whole = error.operation === undefined ? { operation, parameter: label, ec: error.ec ?? ec } : {}
    const { message } = error
    throw new GrammarError(error.code, { ...error, ...whole, message, index: value.at(0), cause: error })
  }
}

function placeOf(operation: string, { label, value, ec }: Written): Omit<GrammarErrorDetails, 'reason'> {
  return { operation, parameter: label, value: value.text, index: value.at(0), ec }
}

function refused(refusal: Refusal, place: Omit<GrammarErrorDetails, 'reason'>): GrammarError {
  const { reason, code = 'InvalidArgument', message, ec = place.ec } = refusal
  return new GrammarError(code, { ...place, reason, message, ec })
}

function isRefusal(settled: Readonly<Record<string, unknown>> | Refusal): settled is Refusal {
  return settled.ok === false
}

/** The fields that were given; a group is given when its first member is. */
function gather(fields: Fields, values: ReadonlyMap<Parameter, unknown>): Record<string, unknown> {
  const given: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind !== 'group') {
      if (values.has(field)) given[name] = values.get(field)
      continue
    }
    const lead = Object.values(field.members)[0]
    if (lead && values.has(lead)) given[name] = gather(field.members, values)
  }
  return given
}

/** Throws `MissingArgument` when a required field was not given. */
function withDefaults(
  fields: Fields,
  given: Readonly<Record<string, unknown>>,
  place: { readonly operation: string; readonly index: number },
): Record<string, unknown> {
  const tree: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    const value = given[name]
    if (field.kind === 'group') {
      if (value !== undefined)
        tree[name] = withDefaults(field.members, value as Record<string, unknown>, place)
    } else if (value !== undefined) {
      tree[name] = value
    } else if (field.default !== undefined) {
      tree[name] = field.default
    } else if (field.presence === 'required') {
      const { operation } = place
      throw new GrammarError('MissingArgument', {
        message: `The operation: ${operation} needs ${field.key ? `the parameter: ${field.key}` : 'a value'}.`,
        reason: `expected ${field.expected}`,
        parameter: field.key || operation,
        ec: field.ec.missing,
        ...place,
      })
    }
  }
  return tree
}
