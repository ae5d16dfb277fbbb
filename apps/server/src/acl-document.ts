import type { ObjectAcl } from './storage/storage.ts'
import { xmlDocument } from './xml.ts'

/** The one account of this server. SDKs read an owner's id and name and do nothing with them. */
const OWNER = '1000'

/** An ACL as GetBucketAcl and GetObjectACL answer it. Source: OSS, "GetBucketAcl". */
export function aclDocument(acl: ObjectAcl): string {
  return xmlDocument([
    'AccessControlPolicy',
    [
      [
        'Owner',
        [
          ['ID', OWNER],
          ['DisplayName', OWNER],
        ],
      ],
      ['AccessControlList', [['Grant', acl]]],
    ],
  ])
}
