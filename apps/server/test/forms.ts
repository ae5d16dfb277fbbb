import { type Credentials, type PolicyCondition, type SignPolicyOptions, signPolicy } from '@ossimg/signer'

/** A field of a form: its text, or what it is a file of. */
export type FormEntry = readonly [name: string, content: string | FormUpload]

/** A file in a form. */
export interface FormUpload {
  readonly content: Buffer | string
  /** Default: none. */
  readonly filename?: string | undefined
  /** Default: none. */
  readonly type?: string | undefined
}

/** What parts the forms of the tests; none of their contents has it. */
export const BOUNDARY = '----TestBoundary7MA4YWxk'

/** The header of a request that carries a form. */
export const FORM_TYPE = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }

/** A form as a browser writes it. */
export function formBody(entries: readonly FormEntry[]): Buffer {
  const parts = entries.map(([name, given]) => {
    const { content, filename, type }: FormUpload = typeof given === 'string' ? { content: given } : given
    const lines = [
      `--${BOUNDARY}`,
      `Content-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}`,
      ...(type === undefined ? [] : [`Content-Type: ${type}`]),
      '',
      '',
    ]
    return Buffer.concat([Buffer.from(lines.join('\r\n')), Buffer.from(content), Buffer.from('\r\n')])
  })
  return Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)])
}

/** The fields that let a form be sent for the next ten minutes, or until `expiration`. */
export function permission(
  credentials: Credentials,
  conditions: readonly PolicyCondition[] = [],
  options: SignPolicyOptions = {},
  expiration = new Date(Date.now() + 600_000),
): FormEntry[] {
  const all = conditions.length === 0 ? [['starts-with', '$key', ''] as const] : conditions
  return signPolicy({ expiration, conditions: all }, credentials, options)
}
