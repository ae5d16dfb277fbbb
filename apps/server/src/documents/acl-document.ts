import type { ObjectAcl } from '../storage/storage.ts'
import { OWNER } from './owner.ts'
import { xmlDocument } from './xml.ts'

/** An ACL as GetBucketAcl and GetObjectACL answer it. Source: OSS, "GetBucketAcl". */
export function aclDocument(acl: ObjectAcl): string {
  return xmlDocument(['AccessControlPolicy', [OWNER, ['AccessControlList', [['Grant', acl]]]]])
}
