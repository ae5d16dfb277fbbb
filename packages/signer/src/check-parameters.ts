import { SignerError } from './errors.ts'
import { queryValue, type SignableRequest } from './request.ts'

/** OSS's diagnostic codes for a parameter of a signed URL, where they are published. */
export interface ParameterFaults {
  readonly missing?: string | undefined
  readonly empty?: string | undefined
}

/** The value of a parameter that a signed URL must have. Throws `AccessDenied` if it is missing or empty. */
export function requireParameter(
  request: SignableRequest,
  name: string,
  message: string,
  { missing, empty }: ParameterFaults,
): string {
  const value = queryValue(request, name)
  if (value) return value
  throw new SignerError('AccessDenied', 'format', message, { ec: value === undefined ? missing : empty })
}

/**
 * Throws `InvalidArgument` if the query has one of the parameters that signing adds: the first of a name
 * counts, so ours would have no effect.
 */
export function refuseParameters(request: SignableRequest, names: readonly string[]): void {
  const name = names.find((candidate) => queryValue(request, candidate) !== undefined)
  if (name === undefined) return
  const message = `The query already has the parameter ${name}.`
  throw new SignerError('InvalidArgument', 'format', message, { details: { ArgumentName: name } })
}
