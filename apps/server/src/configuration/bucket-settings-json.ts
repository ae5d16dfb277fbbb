import * as v from 'valibot'
import { type Domains, mayBeDomain } from '../addressing.ts'
import {
  type BucketSettings,
  CORS_METHODS,
  DEFAULT_SETTINGS,
  STYLE_DELIMITERS,
} from '../storage/bucket-settings.ts'
import { isCorsPattern, isHeaderName, MAX_CORS_AGE, MAX_CORS_RULES } from './cors-values.ts'
import { isHostName } from './host-name.ts'
import { object, oneOf, text } from './json-document.ts'

/** The rules that may protect a bucket's keys. Source: OSS, Image Processing, "Source image protection". */
const MAX_PROTECTION_RULES = 10

const pattern = (what: string) => text(`${what} with at most one *`, isCorsPattern)
const extension = text('an extension without its dot', (name) => /^[^./\\\s]+$/.test(name))

const CORS_AGE = `a whole number from 0 to ${MAX_CORS_AGE}`
const corsAge = v.pipe(
  v.number(CORS_AGE),
  v.check((seconds) => Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_CORS_AGE, CORS_AGE),
)

const corsRule = v.pipe(
  object({
    allowedOrigins: v.pipe(v.array(pattern('an origin')), v.nonEmpty()),
    allowedMethods: v.pipe(v.array(oneOf(CORS_METHODS)), v.nonEmpty()),
    allowedHeaders: v.exactOptional(v.array(v.pipe(pattern('a header name'), v.toLowerCase())), []),
    exposeHeaders: v.exactOptional(v.array(text('a header name', isHeaderName)), []),
    maxAgeSeconds: v.exactOptional(corsAge),
  }),
  v.transform((rule) => ({ maxAgeSeconds: undefined, ...rule })),
)

const protectionRule = v.pipe(
  object({
    prefix: v.exactOptional(v.string('a text'), ''),
    suffix: v.exactOptional(v.string('a text'), ''),
    ignoreCase: v.exactOptional(v.boolean(), false),
  }),
  v.forward(
    v.partialCheck(
      [['prefix'], ['suffix']],
      ({ prefix, suffix }) => prefix !== '' || suffix !== '',
      'a prefix or a suffix',
    ),
    ['prefix'],
  ),
)

const sourceProtection = object({
  rules: v.exactOptional(v.pipe(v.array(protectionRule), v.maxLength(MAX_PROTECTION_RULES)), []),
  extensions: v.exactOptional(v.array(v.pipe(extension, v.toLowerCase())), []),
})

/** A setting, for which `null` stands for what a new bucket has. It may be left out. */
function setting<Value>(schema: v.GenericSchema<unknown, Value>, absent: Value) {
  return v.exactOptional(
    v.pipe(
      v.nullable(schema),
      v.transform((given) => given ?? absent),
    ),
  )
}

/**
 * The schemas of a bucket's settings by name.
 *
 * @param domains the host names that are taken, so that no bucket can have them.
 */
export function settingSchemas(domains: Domains) {
  const domain = text(
    'a host name that is no address and none of the server',
    (name) => isHostName(name) && mayBeDomain(name.toLowerCase(), domains),
  )
  return {
    cors: setting(v.pipe(v.array(corsRule), v.maxLength(MAX_CORS_RULES)), DEFAULT_SETTINGS.cors),
    styleDelimiters: setting(v.array(oneOf(STYLE_DELIMITERS)), DEFAULT_SETTINGS.styleDelimiters),
    sourceProtection: setting(sourceProtection, DEFAULT_SETTINGS.sourceProtection),
    anonymousListing: setting(v.boolean(), DEFAULT_SETTINGS.anonymousListing),
    domains: setting(v.array(v.pipe(domain, v.toLowerCase())), DEFAULT_SETTINGS.domains),
  } satisfies { readonly [Name in keyof BucketSettings]: v.GenericSchema<unknown, BucketSettings[Name]> }
}

/** Some of a bucket's settings. */
export function someSettings(domains: Domains): v.GenericSchema<unknown, Partial<BucketSettings>> {
  return object(settingSchemas(domains))
}

/** All settings as a document that {@link someSettings} reads. */
export function settingsJson(settings: BucketSettings): string {
  const document = { ...settings, sourceProtection: settings.sourceProtection ?? null }
  return `${JSON.stringify(document, undefined, 2)}\n`
}
