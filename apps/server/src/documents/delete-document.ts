import { ServerError } from '../errors.ts'
import { keyFault } from '../names.ts'
import { type KeyEncoding, writeKey } from '../requests/query-parameters.ts'
import { type XmlElement, xmlDocument } from './xml.ts'
import { malformedXml, type ReadElement, readXml } from './xml-reader.ts'

/** What is to be deleted at once. */
export interface Deletion {
  /** 1 to 1000, in the order of the document. */
  readonly keys: readonly string[]
  /** Whether the answer is to be empty. */
  readonly quiet: boolean
}

/** The keys that one call may name. Source: OSS, "DeleteMultipleObjects". */
const MAX_KEYS = 1000

/** Of each key four tags, and sixteen entities or what else may stand there. */
const MAX_MARKUP = MAX_KEYS * 20

/**
 * The body of DeleteMultipleObjects, `<Delete><Quiet>false</Quiet><Object><Key>a.jpg</Key></Object></Delete>`.
 *
 * @throws ServerError `MalformedXML` for another document, without objects or with more than 1000, or for an object
 *   without key; `InvalidObjectName` for what cannot be a key; `NotImplemented` for versions.
 */
export function readDeletion(body: string): Deletion {
  const root = readXml(body, 'Delete', { markup: MAX_MARKUP })
  const objects = root.children('Object')
  if (objects.length === 0 || objects.length > MAX_KEYS) throw malformedXml()
  return { keys: objects.map(readKey), quiet: root.text('Quiet')?.trim().toLowerCase() === 'true' }
}

function readKey(object: ReadElement): string {
  const [key = '', ...others] = object.texts('Key')
  if (key === '' || others.length > 0) throw malformedXml()
  if (object.children('VersionId').length > 0)
    throw new ServerError('NotImplemented', 'The element VersionId is not implemented.')
  // A character reference can write half a character, which UTF-8 cannot hold.
  const fault = /\p{Surrogate}/u.test(key) ? 'The specified object is not valid.' : keyFault(key)
  if (fault === undefined) return key
  throw new ServerError('InvalidObjectName', fault, { fields: { ObjectName: key } })
}

/** What was deleted, as DeleteMultipleObjects answers it. Source: OSS, "DeleteMultipleObjects". */
export function deletedDocument(keys: readonly string[], encoding: KeyEncoding): string {
  const deleted = keys.map((key): XmlElement => ['Deleted', [['Key', writeKey(key, encoding)]]])
  const encodingType: readonly XmlElement[] = encoding === 'none' ? [] : [['EncodingType', encoding]]
  return xmlDocument(['DeleteResult', [...encodingType, ...deleted]])
}
