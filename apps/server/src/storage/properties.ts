import type { ObjectProperties, PutObjectOptions } from './storage.ts'

/** What is kept of the options that an object is stored with: the defaults where they say nothing. */
export function storedProperties(options: PutObjectOptions): ObjectProperties {
  return {
    contentType: options.contentType ?? 'application/octet-stream',
    headers: { ...options.headers },
    userMetadata: { ...options.userMetadata },
    acl: options.acl ?? 'default',
    storageClass: options.storageClass ?? 'Standard',
  }
}

/** The properties among all that a record tells. */
export function propertiesOf(record: ObjectProperties): ObjectProperties {
  const { contentType, headers, userMetadata, acl, storageClass } = record
  return { contentType, headers, userMetadata, acl, storageClass }
}
