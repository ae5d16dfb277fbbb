import { byteLength, decodeBase64, encodeBase64 } from './base64.ts'
import type { GrammarErrorCode } from './errors.ts'
import { GRAMMAR_LIMITS } from './limits.ts'
import type { MarkOperation, MarkOperationInput } from './operations/index.ts'

/** Must it be written, is there a value when it is not, or may it be absent? */
export type Presence = 'required' | 'defaulted' | 'optional'

/** Why a written value is refused. */
export interface Refusal {
  readonly ok: false
  readonly reason: string
  /** Default: `InvalidArgument`. */
  readonly code?: GrammarErrorCode
  readonly message?: string | undefined
  readonly ec?: string | undefined
}

/** The outcome of reading a value as it stands on the wire. */
export type Reading<Value> = { readonly ok: true; readonly value: Value } | Refusal

/** OSS's diagnostic codes for one parameter. */
export interface ParameterCodes {
  /** The value is illegal. */
  readonly invalid?: string
  /** The value is absent or empty. */
  readonly missing?: string
  /** The value was written under `alias` and is illegal. */
  readonly alias?: string
}

interface ParameterOptions<Value> {
  /** The value when nothing is written. */
  readonly default?: Value
  /** Absent is an error. */
  readonly required?: true
  /** What it does, one line, units included. */
  readonly about: string
  readonly ec?: ParameterCodes
  /** A second key with the same meaning. */
  readonly alias?: string
  /** Is it a key only where the image of a watermark is prepared? */
  readonly onlyInMark?: true
}

interface ParameterBase<Value, P extends Presence> {
  /** The wire key, case-sensitive; empty for an operation's bare value. */
  readonly key: string
  readonly alias: string | undefined
  readonly presence: P
  readonly default: Value | undefined
  readonly about: string
  readonly ec: ParameterCodes
  /** What the wire may hold, in words: `an integer in [1,50]`. */
  readonly expected: string
  /** Is it a key only where the image of a watermark is prepared? */
  readonly onlyInMark: boolean
  read(text: string): Reading<Value>
  write(value: Value): string
}

/** A whole number in `[min, max]`, both included; without a largest value `max` is the largest exact number. */
export interface IntegerParameter<P extends Presence = Presence> extends ParameterBase<number, P> {
  readonly kind: 'integer'
  readonly min: number
  readonly max: number
}

/** One of a closed set of words. */
export interface ChoiceParameter<Value extends string = string, P extends Presence = Presence>
  extends ParameterBase<Value, P> {
  readonly kind: 'choice'
  readonly values: readonly Value[]
}

/** `0` or `1`. */
export interface FlagParameter<P extends Presence = Presence> extends ParameterBase<boolean, P> {
  readonly kind: 'flag'
}

/** Six hexadecimal digits, `RRGGBB`, upper case in the tree. */
export interface ColorParameter<P extends Presence = Presence> extends ParameterBase<string, P> {
  readonly kind: 'color'
}

/** UTF-8 text in URL-safe base64; decoded in the tree. */
export interface TextParameter<Value extends string = string, P extends Presence = Presence>
  extends ParameterBase<Value, P> {
  readonly kind: 'text'
  /** Largest length in UTF-8 bytes; undefined: no limit of its own. */
  readonly maxBytes: number | undefined
  /** The only texts allowed, if the set is closed. */
  readonly values: readonly Value[] | undefined
}

/** An image of the same bucket, and what is done to it before it is drawn. */
export interface MarkImage {
  /** 1 to 1023 bytes of UTF-8, without a question mark. */
  readonly key: string
  /** Absent: it is drawn as it is. Present: at least one operation. */
  readonly process?: { readonly actions: readonly MarkOperation[] }
}

/** What one writes by hand for an image: operations may leave out what has a default. */
export interface MarkImageInput {
  readonly key: string
  readonly process?: { readonly actions: readonly MarkOperationInput[] } | undefined
}

/**
 * An image of the bucket in URL-safe base64, `key` or `key?x-oss-process=image/…`. Its value holds
 * operations in turn, so it is told how these are read and written.
 */
export interface ImageParameter<P extends Presence = Presence>
  extends Omit<ParameterBase<MarkImage, P>, 'read' | 'write'> {
  readonly kind: 'image'
  /** Passes on what `readChain` throws. */
  read(text: string, readChain: (text: string) => readonly MarkOperation[]): Reading<MarkImage>
  write(value: MarkImage, writeChain: (actions: readonly MarkOperation[]) => string): string
}

/** One parameter of an operation: what may be written, how it is read and written back. */
export type Parameter =
  | IntegerParameter
  | ChoiceParameter
  | FlagParameter
  | ColorParameter
  | TextParameter
  | ImageParameter

type PresenceOf<Options> = Options extends { readonly default: unknown }
  ? 'defaulted'
  : Options extends { readonly required: true }
    ? 'required'
    : 'optional'

function base<Value, const O extends ParameterOptions<Value>>(key: string, options: O) {
  const presence = options.default !== undefined ? 'defaulted' : options.required ? 'required' : 'optional'
  return {
    key,
    alias: options.alias,
    presence: presence as PresenceOf<O>,
    default: options.default as Value | undefined,
    about: options.about,
    ec: options.ec ?? {},
    onlyInMark: options.onlyInMark ?? false,
  }
}

function refuse(expected: string, text: string, more: Partial<Refusal> = {}): Refusal {
  return { reason: `expected ${expected}, received ${JSON.stringify(text)}`, ...more, ok: false }
}

function notDecodable(expected: string, text: string, ec: string | undefined): Refusal {
  return refuse(expected, text, { code: 'BadRequest', message: 'Input is not base64 decoding.', ec })
}

/** A whole number: decimal digits with an optional minus, leading zeros allowed, no fraction, no unit. */
export function integer<const O extends ParameterOptions<number> & { min: number; max?: number }>(
  key: string,
  options: O,
): IntegerParameter<PresenceOf<O>> {
  const { min, max = Number.MAX_SAFE_INTEGER } = options
  const expected =
    options.max === undefined ? `an integer of at least ${min}` : `an integer in [${min},${max}]`
  return {
    ...base<number, O>(key, options),
    kind: 'integer',
    min,
    max,
    expected,
    read(text) {
      if (!/^-?\d+$/.test(text)) return refuse(expected, text)
      // Numbers beyond the exact ones saturate: only a parameter without a largest value allows them.
      const value = Math.min(Number(text), Number.MAX_SAFE_INTEGER)
      // Adding 0 turns the -0 of "-0" into 0.
      return value >= min && value <= max ? { ok: true, value: value + 0 } : refuse(expected, text)
    },
    write: String,
  }
}

/**
 * One of `values`. A list stands on the wire as it is in the tree; a record maps the wire's word to the
 * tree's. `anyCase` accepts upper case, and is meant for words without a case of their own.
 */
export function oneOf<const Value extends string, const O extends ParameterOptions<Value>>(
  key: string,
  values: readonly Value[] | Readonly<Record<string, Value>>,
  options: O & { readonly anyCase?: true },
): ChoiceParameter<Value, PresenceOf<O>> {
  const words = new Map(
    Array.isArray(values) ? values.map((value: Value) => [value, value] as const) : Object.entries(values),
  ) as ReadonlyMap<string, Value>
  const expected = `one of ${[...words.keys()].join(', ')}`
  const wire = new Map([...words].map(([word, value]) => [value, word] as const).reverse())
  return {
    ...base<Value, O>(key, options),
    kind: 'choice',
    values: [...new Set(words.values())],
    expected,
    read(text) {
      const value = words.get(options.anyCase ? text.toLowerCase() : text)
      return value === undefined ? refuse(expected, text) : { ok: true, value }
    },
    write: (value) => wire.get(value) ?? value,
  }
}

/** A switch: `1` is true, `0` is false. */
export function flag<const O extends ParameterOptions<boolean>>(
  key: string,
  options: O,
): FlagParameter<PresenceOf<O>> {
  const expected = '0 or 1'
  return {
    ...base<boolean, O>(key, options),
    kind: 'flag',
    expected,
    read: (text) => (/^[01]$/.test(text) ? { ok: true, value: text === '1' } : refuse(expected, text)),
    write: (value) => (value ? '1' : '0'),
  }
}

/** A colour, `RRGGBB` without `#`, any case. */
export function color<const O extends ParameterOptions<string>>(
  key: string,
  options: O,
): ColorParameter<PresenceOf<O>> {
  const expected = 'six hexadecimal digits RRGGBB'
  return {
    ...base<string, O>(key, options),
    kind: 'color',
    expected,
    read(text) {
      return /^[0-9A-Fa-f]{6}$/.test(text) ? { ok: true, value: text.toUpperCase() } : refuse(expected, text)
    },
    write: (value) => value.toUpperCase(),
  }
}

interface TextOptions<Value extends string> {
  /** Largest length in UTF-8 bytes, with the message and code OSS gives beyond it. */
  readonly limit?: { readonly bytes: number; readonly message: string; readonly ec: string }
  readonly values?: readonly Value[]
  /** The diagnostic code when the value is no base64. */
  readonly notBase64?: string
}

/** UTF-8 text in URL-safe base64 (`+` for `-` and padding are accepted). An empty text counts as absent. */
export function base64url<const Value extends string, const O extends ParameterOptions<Value>>(
  key: string,
  options: O & TextOptions<Value>,
): TextParameter<Value, PresenceOf<O>> {
  const { limit, values, notBase64 } = options
  const missing = options.ec?.missing
  const expected = values
    ? `URL-safe base64 of one of ${values.join(', ')}`
    : `URL-safe base64 of ${limit ? `at most ${limit.bytes} bytes of ` : ''}UTF-8 text`
  const known = (text: string): text is Value => !values || (values as readonly string[]).includes(text)
  return {
    ...base<Value, O>(key, options),
    kind: 'text',
    maxBytes: limit?.bytes,
    values,
    expected,
    read(text) {
      const value = decodeBase64(text)
      if (value === undefined) return notDecodable(expected, text, notBase64)
      if (limit && byteLength(value) > limit.bytes)
        return refuse(expected, text, { message: limit.message, ec: limit.ec })
      if (known(value) && value !== '') return { ok: true, value }
      return refuse(expected, text, value === '' && !values ? { code: 'MissingArgument', ec: missing } : {})
    },
    write: encodeBase64,
  }
}

/** What stands between the key of an image and the process that prepares it. */
const QUERY = '?x-oss-process='

/**
 * An image of the bucket, by key, with the operations that prepare it if there are any. An empty value
 * counts as absent. Percent signs have no meaning here: base64 is all the encoding there is.
 */
export function imageReference<const O extends ParameterOptions<MarkImage>>(
  key: string,
  options: O,
): ImageParameter<PresenceOf<O>> {
  const { keyBytes } = GRAMMAR_LIMITS
  const expected = `URL-safe base64 of an object key, alone or with ${QUERY}image/…`
  return {
    ...base<MarkImage, O>(key, options),
    kind: 'image',
    expected,
    read(text, readChain) {
      const value = decodeBase64(text)
      if (value === undefined) return notDecodable(expected, text, options.ec?.invalid)
      if (value === '') return refuse(expected, text, { code: 'MissingArgument', ec: options.ec?.missing })
      const [name = ''] = value.split('?', 1)
      const query = value.slice(name.length)
      if (name === '') return refuse(expected, text)
      if (byteLength(name) > keyBytes) return refuse(`a key of at most ${keyBytes} bytes`, text)
      if (query === '') return { ok: true, value: { key: name } }
      if (!query.startsWith(QUERY)) return refuse(expected, text)
      return { ok: true, value: { key: name, process: { actions: readChain(query.slice(QUERY.length)) } } }
    },
    write({ key: name, process }, writeChain) {
      return encodeBase64(process ? `${name}${QUERY}${writeChain(process.actions)}` : name)
    },
  }
}
