import type { XmlElement } from './xml.ts'

/** SDKs read an owner's id and name and do nothing with them. */
const ACCOUNT = '1000'

/** The one account of this server, as documents name it. */
export const OWNER: XmlElement = [
  'Owner',
  [
    ['ID', ACCOUNT],
    ['DisplayName', ACCOUNT],
  ],
]
