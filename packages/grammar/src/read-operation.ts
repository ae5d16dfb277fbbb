import { GrammarError, type GrammarErrorDetails } from './errors.ts'
import { type Fields, type OperationDefinition, parametersOf } from './operation.ts'
import { definitionOf, type Operation } from './operations/index.ts'
import type { Parameter, Refusal } from './parameters.ts'
import { from, type Slice, split } from './percent.ts'

/** One value as it stands in the text. */
interface Written {
  readonly parameter: Parameter
  /** The name to blame: the key as written, or the operation's name for a bare value. */
  readonly label: string
  readonly value: Slice
  /** The diagnostic code for an illegal value. */
  readonly ec: string | undefined
}

/** Reads `name,…` into its operation. Throws `GrammarError` with the offending character. */
export function readOperation(action: Slice): Operation {
  const [head, ...rest] = split(action, ',')
  const name = head?.text ?? ''
  const definition = definitionOf(name)
  if (!definition)
    throw new GrammarError('InvalidArgument', {
      message: `The operation: ${name} is not supported.`,
      reason: `unknown operation ${JSON.stringify(name)}`,
      operation: name,
      value: name,
      index: action.at(0),
      ec: '0040-00000213',
    })
  const tokens = rest.filter((token) => token.text !== '')
  const values = readValues(definition, writtenIn(definition, tokens, action))
  return buildOperation(definition, values, { index: action.at(0) })
}

function writtenIn(definition: OperationDefinition, tokens: readonly Slice[], action: Slice): Written[] {
  switch (definition.syntax) {
    case 'flag':
      return []
    case 'bare':
      return bareValue(definition, tokens, action)
    case 'keyed':
      return keyedValues(definition, tokens)
  }
}

function bareValue(definition: OperationDefinition, tokens: readonly Slice[], action: Slice): Written[] {
  const { name } = definition
  const parameter = parametersOf(definition)[0]
  const [token, second] = tokens
  if (!parameter) return []
  if (!token)
    throw new GrammarError('MissingArgument', {
      reason: `${name} needs a value: ${parameter.expected}`,
      operation: name,
      parameter: name,
      index: action.at(name.length),
      ec: parameter.ec.missing,
    })
  if (second)
    throw new GrammarError('InvalidArgument', {
      message: `The operation: ${name} takes one value.`,
      reason: `${name} takes one value: ${parameter.expected}`,
      operation: name,
      value: second.text,
      index: second.at(0),
      ec: '0040-00000203',
    })
  // The live service names the key of `format,f_png` as both value and parameter.
  const underscore = token.text.indexOf('_')
  if (underscore >= 0) {
    const key = token.text.slice(0, underscore)
    throw new GrammarError('InvalidArgument', {
      reason: `${name} takes its value without a key: ${parameter.expected}`,
      operation: name,
      parameter: key,
      value: key,
      index: token.at(0),
      ec: parameter.ec.invalid,
    })
  }
  return [{ parameter, label: name, value: token, ec: parameter.ec.invalid }]
}

function keyedValues(definition: OperationDefinition, tokens: readonly Slice[]): Written[] {
  return tokens.flatMap((token) => keyedValue(definition, token) ?? [])
}

/** Reads `key_value`; undefined when the key is one of those that have no effect. */
function keyedValue(definition: OperationDefinition, token: Slice): Written | undefined {
  const { name, bareKey } = definition
  const parameters = parametersOf(definition)
  const underscore = token.text.indexOf('_')
  const key = underscore < 0 ? token.text : token.text.slice(0, underscore)
  const parameter = parameters.find((candidate) => candidate.key === key || candidate.alias === key)
  if (definition.ignored.includes(key)) return undefined
  if (underscore < 0 && !parameter && bareKey) {
    const field = definition.fields[bareKey.field]
    if (field && field.kind !== 'group')
      return { parameter: field, label: name, value: token, ec: bareKey.invalid }
  }
  if (!parameter)
    throw new GrammarError('InvalidArgument', {
      message: `The parameter: ${key} of operation: ${name} is not supported.`,
      reason: `unknown parameter ${JSON.stringify(key)}, expected ${parameters.map((p) => p.key).join(', ')}`,
      operation: name,
      parameter: key,
      value: token.text,
      index: token.at(0),
    })
  const value = from(token, underscore < 0 ? token.text.length : underscore + 1)
  if (value.text === '' && parameter.ec.missing !== undefined)
    throw new GrammarError('MissingArgument', {
      reason: `${key} is empty: expected ${parameter.expected}`,
      operation: name,
      parameter: key,
      value: '',
      index: value.at(0),
      ec: parameter.ec.missing,
    })
  const viaAlias = key === parameter.alias
  return { parameter, label: key, value, ec: (viaAlias && parameter.ec.alias) || parameter.ec.invalid }
}

/** Reads every written value, also those that a later one replaces: a wrong one is an error anyway. */
function readValues(definition: OperationDefinition, written: readonly Written[]): Map<Parameter, unknown> {
  const texts = new Map(written.map(({ parameter, value }) => [parameter.key, value.text]))
  const diagnosis = definition.diagnose?.(texts)
  const first = written[0]
  if (diagnosis && first)
    throw refused(diagnosis, {
      operation: definition.name,
      parameter: first.label,
      value: first.value.text,
      index: first.value.at(0),
    })
  const values = new Map<Parameter, unknown>()
  for (const { parameter, label, value, ec } of written) {
    const reading = parameter.read(value.text)
    if (!reading.ok)
      throw refused(
        { ...reading, ec: reading.ec ?? ec },
        { operation: definition.name, parameter: label, value: value.text, index: value.at(0) },
      )
    values.set(parameter, reading.value)
  }
  return values
}

function refused(refusal: Refusal, place: Omit<GrammarErrorDetails, 'reason'>): GrammarError {
  const { reason, code = 'InvalidArgument', message, ec } = refusal
  return new GrammarError(code, { ...place, reason, ec, ...(message === undefined ? {} : { message }) })
}

/** Makes the tree of an operation from the values that were given: settles conflicts, fills defaults. */
export function buildOperation(
  definition: OperationDefinition,
  values: ReadonlyMap<Parameter, unknown>,
  place: { readonly index: number },
): Operation {
  const given = gather(definition.fields, values)
  const settled = definition.settle ? definition.settle(given) : given
  if (isRefusal(settled))
    throw refused(
      { ...settled, reason: `${definition.name}: ${settled.reason}`, ec: settled.ec ?? definition.missing },
      { operation: definition.name, ...place },
    )
  const tree = withDefaults(definition, definition.fields, settled, place)
  // The definition is what the type is made of, so this is the one place where the two meet.
  return { type: definition.name, ...tree } as Operation
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

function withDefaults(
  definition: OperationDefinition,
  fields: Fields,
  given: Readonly<Record<string, unknown>>,
  place: { readonly index: number },
): Record<string, unknown> {
  const tree: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    const value = given[name]
    if (field.kind === 'group') {
      if (value !== undefined)
        tree[name] = withDefaults(definition, field.members, value as Record<string, unknown>, place)
    } else if (value !== undefined) {
      tree[name] = value
    } else if (field.default !== undefined) {
      tree[name] = field.default
    } else if (field.presence === 'required') {
      throw new GrammarError('MissingArgument', {
        reason: `${definition.name} needs ${field.key || 'a value'}: ${field.expected}`,
        operation: definition.name,
        parameter: field.key || definition.name,
        ec: field.ec.missing,
        ...place,
      })
    }
  }
  return tree
}
