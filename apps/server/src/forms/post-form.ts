import type { IncomingHttpHeaders } from 'node:http'
import type { FormFields } from '@ossimg/signer'
import { invalidArgument, ServerError } from '../errors.ts'
import { keyFault } from '../names.ts'
import { headerValue } from '../object-headers.ts'
import { readProperties } from '../requests/object-properties.ts'
import { MAX_OBJECT_BYTES } from '../storage/limits.ts'
import type { PutObjectOptions } from '../storage/storage.ts'
import type { FormFile } from './form-reader.ts'
import type { SizeRange } from './post-policy.ts'

/** The fields of a form by their names in lower case. */
export type FieldMap = ReadonlyMap<string, string>

/**
 * Fields by name, whose case does not matter; of fields with one name the first counts. One of them may stand among the
 * headers of the request instead: `x-oss-object-acl`. Source: OSS, "PostObject".
 */
export function fieldMap(fields: FormFields, headers: IncomingHttpHeaders): FieldMap {
  const acl = headers['x-oss-object-acl']
  const all = typeof acl === 'string' ? [...fields, ['x-oss-object-acl', acl] as const] : fields
  return new Map(all.map(([name, value]) => [name.toLowerCase(), value] as const).reverse())
}

/**
 * The key that a form stores its file under: the field `key`, with the file's own name in the place of `${filename}`.
 *
 * @throws ServerError `InvalidArgument` when there is no such field, `InvalidObjectName` when it makes no key. Source: OSS,
 *   "PostObject".
 */
export function readFormKey(fields: FieldMap, { filename = '' }: FormFile): string {
  const written = fields.get('key')
  if (written === undefined) {
    const message =
      "Bucket POST must contain a field named 'key'. If it is specified, please check the order of the fields."
    throw new ServerError('InvalidArgument', message, { fields: { ArgumentName: 'key' } })
  }
  // Some clients send the path along.
  const key = written.replace(/\$\{filename\}/g, () => filename.replace(/^.*[/\\]/s, ''))
  const fault = keyFault(key)
  if (fault === undefined) return key
  throw new ServerError('InvalidObjectName', fault, { fields: { ObjectName: key } })
}

/** The type that a form gives its file, as text; undefined: none. Source: OSS, "PostObject", `x-oss-content-type`. */
export function readFormType(fields: FieldMap, { contentType }: FormFile): string | undefined {
  const ofFile = contentType === undefined ? undefined : Buffer.from(contentType, 'latin1').toString()
  return fields.get('x-oss-content-type') || ofFile || fields.get('content-type') || undefined
}

const HEADER_FIELD = /^(cache-control|content-(disposition|encoding|language)|expires|x-oss-.*)$/

/** The name of a header. */
const META_FIELD = /^x-oss-meta-[\w!#$%&'*+.^`|~-]+$/

/**
 * What a form says about the object to be; fields of other names are ignored.
 *
 * @throws ServerError `NotImplemented` for a callback and other features that are missing, `InvalidArgument` for what no
 *   header can hold, a wrong ACL or too much metadata. Source: OSS, "PostObject".
 */
export function readFormProperties(fields: FieldMap, contentType: string | undefined): PutObjectOptions {
  if (fields.has('callback')) {
    const message = 'A field you provided implies functionality that is not implemented.'
    throw new ServerError('NotImplemented', message, { fields: { Header: 'callback' } })
  }
  const misnamed = [...fields.keys()].find((name) => name.startsWith('x-oss-meta-') && !META_FIELD.test(name))
  if (misnamed !== undefined) throw invalidArgument(misnamed, fields.get(misnamed) ?? '')
  const named = [...fields].filter(([name]) => HEADER_FIELD.test(name))
  if (contentType !== undefined) named.push(['content-type', contentType])
  return readProperties(Object.fromEntries(named.map(([name, value]) => [name, headerValue(name, value)])))
}

/** How a form wants to be answered. */
export type SuccessAction =
  | { readonly status: 200 | 201 | 204 }
  /** To this page, with bucket, key and ETag added to its query. */
  | { readonly redirect: URL }

/**
 * Reads `success_action_redirect`, or else `success_action_status`, which is 204 unless it is known. Throws ServerError
 * `InvalidArgument` for a page that is not on the web. Source: OSS, "PostObject".
 */
export function readSuccessAction(fields: FieldMap): SuccessAction {
  const page = fields.get('success_action_redirect')
  if (page) return { redirect: readPage(page) }
  const status = Number(fields.get('success_action_status'))
  return { status: status === 200 || status === 201 ? status : 204 }
}

function readPage(page: string): URL {
  const url = /^https?:\/\/\S+$/i.test(page) && URL.canParse(page) ? new URL(page) : undefined
  if (url) return url
  throw invalidArgument('success_action_redirect', page)
}

/** The page that follows a success: `https://example.com/done?bucket=b&key=k&etag=%22…%22`. */
export function redirection(page: URL, stored: { bucket: string; key: string; etag: string }): string {
  const url = new URL(page)
  const added = new URLSearchParams({ bucket: stored.bucket, key: stored.key, etag: stored.etag }).toString()
  url.search = url.search === '' ? added : `${url.search}&${added}`
  return url.href
}

/**
 * A file that must be of a certain size. Throws ServerError `EntityTooLarge` as soon as it is too large, `EntityTooSmall` at
 * its end. Source: OSS, "PostObject", `content-length-range`.
 */
export async function* sized(
  content: AsyncIterable<Uint8Array>,
  { least, most }: SizeRange,
): AsyncGenerator<Uint8Array> {
  const limit = Math.min(most, MAX_OBJECT_BYTES)
  let size = 0
  for await (const chunk of content) {
    size += chunk.length
    if (size > limit) {
      const message = 'Your proposed upload exceeds the maximum allowed size.'
      const fields = { MaxSizeAllowed: String(limit) }
      throw new ServerError('EntityTooLarge', message, { fields, ec: '0006-00000003' })
    }
    yield chunk
  }
  if (size >= least) return
  const message = 'Your proposed upload is smaller than the minimum allowed size.'
  const fields = { MinSizeAllowed: String(least), ProposedSize: String(size) }
  throw new ServerError('EntityTooSmall', message, { fields, ec: '0006-00000004' })
}
