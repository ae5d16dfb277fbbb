import { isCorsPattern, isHeaderName, MAX_CORS_AGE, MAX_CORS_RULES } from '../configuration/cors-values.ts'
import { invalidArgument } from '../errors.ts'
import { CORS_METHODS, type CorsMethod, type CorsRule } from '../storage/bucket-settings.ts'
import { type XmlElement, xmlDocument } from './xml.ts'
import { malformedXml, type ReadElement, readXml } from './xml-reader.ts'

/** The rules as GetBucketCors answers them. Source: OSS, "GetBucketCors". */
export function corsDocument(rules: readonly CorsRule[]): string {
  return xmlDocument(['CORSConfiguration', rules.map(ruleElement)])
}

function ruleElement(rule: CorsRule): XmlElement {
  const each = (name: string, values: readonly string[]): XmlElement[] => values.map((value) => [name, value])
  return [
    'CORSRule',
    [
      ...each('AllowedOrigin', rule.allowedOrigins),
      ...each('AllowedMethod', rule.allowedMethods),
      ...each('AllowedHeader', rule.allowedHeaders),
      ...each('ExposeHeader', rule.exposeHeaders),
      ...each('MaxAgeSeconds', rule.maxAgeSeconds === undefined ? [] : [String(rule.maxAgeSeconds)]),
    ],
  ]
}

/** Twenty rules of some hundred origins, methods and headers each. */
const MAX_MARKUP = 10_000

/**
 * The rules in the body of PutBucketCors.
 *
 * @throws ServerError `MalformedXML` for another document, without rules or with more than 20; `InvalidArgument` naming
 *   what a rule must not hold.
 */
export function readCorsRules(body: string): readonly CorsRule[] {
  const rules = readXml(body, 'CORSConfiguration', { markup: MAX_MARKUP }).children('CORSRule')
  if (rules.length === 0 || rules.length > MAX_CORS_RULES) throw malformedXml()
  return rules.map(readRule)
}

function readRule(element: ReadElement): CorsRule {
  const trimmed = (name: string) => element.texts(name).map((text) => text.trim())
  const allowedOrigins = trimmed('AllowedOrigin')
  const allowedMethods = trimmed('AllowedMethod').map(readMethod)
  if (allowedOrigins.length === 0 || allowedMethods.length === 0) throw malformedXml()
  return {
    allowedOrigins: allowedOrigins.map((value) => readPattern('AllowedOrigin', value)),
    allowedMethods,
    allowedHeaders: trimmed('AllowedHeader').map((value) =>
      readPattern('AllowedHeader', value).toLowerCase(),
    ),
    exposeHeaders: trimmed('ExposeHeader').map((value) => readHeaderName('ExposeHeader', value)),
    maxAgeSeconds: readMaxAge(trimmed('MaxAgeSeconds')[0]),
  }
}

function readMethod(value: string): CorsMethod {
  const method = CORS_METHODS.find((candidate) => candidate === value)
  if (method === undefined) throw invalidArgument('AllowedMethod', value)
  return method
}

function readPattern(name: string, value: string): string {
  if (isCorsPattern(value)) return value
  throw invalidArgument(name, value)
}

function readHeaderName(name: string, value: string): string {
  if (isHeaderName(value)) return value
  throw invalidArgument(name, value)
}

function readMaxAge(value: string | undefined): number | undefined {
  if (value === undefined || value === '') return undefined
  if (/^\d+$/.test(value) && Number(value) <= MAX_CORS_AGE) return Number(value)
  throw invalidArgument('MaxAgeSeconds', value)
}
