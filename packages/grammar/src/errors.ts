/** The OSS codes that a process string can earn. */
export type GrammarErrorCode = 'InvalidArgument' | 'MissingArgument' | 'BadRequest'

/** Where and why a process string is wrong. */
export interface GrammarErrorDetails {
  /** The sentence for the caller, in OSS's words. Default: made from `value` and `parameter`. */
  readonly message?: string | undefined
  /** What was expected and what stood there, for a person who reads the string. */
  readonly reason: string
  /** The operation's wire name, such as `resize`. */
  readonly operation?: string | undefined
  /** The parameter's wire key, such as `w`; for a bare value the operation's name. */
  readonly parameter?: string | undefined
  /** The offending text, percent-decoded. */
  readonly value?: string | undefined
  /**
   * Characters (UTF-16 code units) before the offending text, counted in the string that was given to
   * `parse`, percent-encoded or not. Where something is missing: the place of what lacks it.
   */
  readonly index: number
  /** OSS's fine-grained diagnostic code, such as `0040-00000312`. */
  readonly ec?: string | undefined
  /** The style whose content is wrong: the message names it, and `index` counts in that content. */
  readonly style?: string | undefined
  /** The error that this one adds knowledge to. */
  readonly cause?: unknown
}

/**
 * A process string that OSS would refuse. `message` is the service's wording, `reason` says more,
 * `index` points at the offending character.
 */
export class GrammarError extends Error {
  override readonly name = 'GrammarError'
  readonly code: GrammarErrorCode
  readonly reason: string
  readonly operation: string | undefined
  readonly parameter: string | undefined
  readonly value: string | undefined
  readonly index: number
  readonly ec: string | undefined
  readonly style: string | undefined

  constructor(code: GrammarErrorCode, details: GrammarErrorDetails) {
    const { message = describe(details), style, cause } = details
    super(style === undefined ? message : `${message} (style ${style})`, cause === undefined ? {} : { cause })
    this.code = code
    this.reason = details.reason
    this.operation = details.operation
    this.parameter = details.parameter
    this.value = details.value
    this.index = details.index
    this.ec = details.ec
    this.style = style
  }
}

/** The service's own pattern, measured on the live service for `w_0` and `format,f_png`. */
function describe({ value, parameter, reason }: GrammarErrorDetails): string {
  if (value === undefined || parameter === undefined) return reason
  if (value === '') return `The parameter: ${parameter} has no value.`
  return `The value: ${value} of parameter: ${parameter} is invalid.`
}
