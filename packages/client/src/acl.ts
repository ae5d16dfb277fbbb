import { parseXml, textAt } from './xml.ts'

const BUCKET_ACLS = ['private', 'public-read', 'public-read-write'] as const
const OBJECT_ACLS = ['default', ...BUCKET_ACLS] as const

/** Who may read and write a bucket's objects without credentials. */
export type BucketAcl = (typeof BUCKET_ACLS)[number]

/** The same for one object; `default` follows the bucket. */
export type ObjectAcl = (typeof OBJECT_ACLS)[number]

/** The grant in an `AccessControlPolicy` document; undefined if it has none that is known. */
export function readObjectAcl(xml: string): ObjectAcl | undefined {
  const grant = textAt(parseXml(xml), 'AccessControlPolicy', 'AccessControlList', 'Grant')
  return OBJECT_ACLS.find((acl) => acl === grant)
}

/** As {@link readObjectAcl}, for a bucket, which knows no `default`. */
export function readBucketAcl(xml: string): BucketAcl | undefined {
  const grant = readObjectAcl(xml)
  return grant === 'default' ? undefined : grant
}
