import type { GenericSchema } from 'valibot'
import { requireOwnerOfAll } from '../access.ts'
import { settingsJson, someSettings } from '../configuration/bucket-settings-json.ts'
import { JsonError, problemText, readJson } from '../configuration/json-document.ts'
import { invalidArgument, ServerError } from '../errors.ts'
import { isBucketName } from '../names.ts'
import { readText } from '../requests/body.ts'
import type { Bucket, Storage } from '../storage/storage.ts'
import { type OwnHandlers, type OwnServices, sendJson } from './own-handler.ts'

/** The longest document, in bytes. */
const MAX_BODY_BYTES = 64 * 1024

/** Shows and changes the settings of a bucket, most of which OSS has no call for: `/-/admin/buckets/NAME/settings`. */
export function bucketSettings({
  storage,
  domains,
}: OwnServices): OwnHandlers<'GetBucketSettings' | 'ChangeBucketSettings'> {
  const settings = someSettings(domains)
  return {
    GetBucketSettings: async ({ caller }, reply, names) => {
      requireOwnerOfAll(caller, 'read')
      const bucket = await namedBucket(storage, names)
      return sendJson(reply, settingsJson(bucket.settings))
    },

    ChangeBucketSettings: async ({ caller, raw }, reply, names) => {
      requireOwnerOfAll(caller, 'write')
      const { name } = await namedBucket(storage, names)
      const changes = readBody(await readText(raw, MAX_BODY_BYTES, tooLong), settings)
      await storage.changeBucketSettings(name, changes)
      return sendJson(reply, settingsJson((await storage.getBucket(name)).settings))
    },
  }
}

/** Throws InvalidBucketName, NoSuchBucket. */
async function namedBucket(storage: Storage, [name = '']: readonly string[]): Promise<Bucket> {
  if (isBucketName(name)) return storage.getBucket(name)
  throw new ServerError('InvalidBucketName', 'The specified bucket is not valid.', {
    fields: { BucketName: name },
  })
}

function tooLong(): ServerError {
  return new ServerError('EntityTooLarge', `The settings are longer than ${MAX_BODY_BYTES} bytes.`)
}

/** The problems that one answer tells. */
const MAX_PROBLEMS = 10

/** Throws InvalidArgument, which names the first problem and tells of others. */
function readBody<Value>(body: string, schema: GenericSchema<unknown, Value>): Value {
  try {
    return readJson(body, schema)
  } catch (error) {
    const [first] = error instanceof JsonError ? error.problems : []
    if (!(error instanceof JsonError) || first === undefined) throw error
    const told = error.problems.slice(0, MAX_PROBLEMS).map(problemText)
    const rest = error.problems.length - told.length
    const message = `${told.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`
    throw invalidArgument(first.path || 'body', first.received, { message })
  }
}
