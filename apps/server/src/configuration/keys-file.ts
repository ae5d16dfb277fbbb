import * as v from 'valibot'
import { isBucketName } from '../names.ts'
import { ACCESS_KEY_ID, isAccessKeyId } from './access-key-id.ts'
import { object, oneOf, readJson, text } from './json-document.ts'
import type { ServerKey } from './key-ring.ts'

/** What the log calls those without a key. */
const ANONYMOUS = 'anonymous'

const keyName = text(`a name other than ${ANONYMOUS}`, (name) => name.trim() !== '' && name !== ANONYMOUS)

/** A text of which messages show nothing: nothing is wrong with it but that it is empty, or no text. */
const secret = (expected: string) => v.pipe(v.string(expected), v.nonEmpty(expected))

/** A key in one document, beside others whose names and ids are taken. */
function keySchema(others: readonly ServerKey[]) {
  const names = others.map(({ holder }) => holder.name)
  const ids = others.map(({ accessKeyId }) => accessKeyId)
  return v.pipe(
    object({
      name: v.pipe(keyName, unused(names, 'a name that no other key has')),
      accessKeyId: v.pipe(text(ACCESS_KEY_ID, isAccessKeyId), unused(ids, 'an id that no other key has')),
      accessKeySecret: secret('a secret'),
      enabled: v.exactOptional(v.boolean(), true),
      access: v.exactOptional(oneOf(['read-write', 'read-only']), 'read-write'),
      buckets: v.exactOptional(v.pipe(v.array(text('a bucket name', isBucketName)), v.nonEmpty())),
      securityToken: v.exactOptional(secret('a security token')),
      expiration: v.exactOptional(
        v.pipe(
          text('a time such as 2026-12-01T00:00:00Z', isTime),
          v.transform((time) => new Date(time)),
        ),
      ),
    }),
    // Alone it would be of no effect, and somebody relies on it.
    v.forward(
      v.partialCheck(
        [['expiration'], ['securityToken']],
        ({ expiration, securityToken }) => expiration === undefined || securityToken !== undefined,
        'a security token beside expiration',
      ),
      ['securityToken'],
    ),
    v.transform(
      ({ name, enabled, access, buckets, ...credentials }): ServerKey => ({
        ...credentials,
        disabled: !enabled,
        holder: { name, readOnly: access === 'read-only', buckets },
      }),
    ),
  )
}

/** Refuses texts that are taken, and those that it has met before: a schema with it is good for one document. */
function unused(taken: readonly string[], expected: string) {
  const known = new Set(taken)
  return v.check<string, string>((given) => {
    const isNew = !known.has(given)
    known.add(given)
    return isNew
  }, expected)
}

/** Days that no month has would become others. */
function isTime(value: string): boolean {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(value) ? new Date(value) : undefined
  return (
    time !== undefined && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value.slice(0, 19))
  )
}

/**
 * The keys in a document `{"keys": [{"name": "ci", "accessKeyId": "…", "accessKeySecret": "…", …}]}`.
 *
 * @param others keys that hold beside these, whose names and ids are taken.
 * @throws JsonError with all that is wrong and no secret.
 */
export function readKeys(document: string, others: readonly ServerKey[] = []): readonly ServerKey[] {
  return readJson(document, object({ keys: v.array(keySchema(others)) })).keys
}
