import { EngineError, LIMITS } from '@ossimg/engine'
import type { ExpandedProcess, Process } from '@ossimg/grammar'
import type { Caller } from './access.ts'
import { ServerError } from './errors.ts'
import { type Asked, existing, permit } from './object-access.ts'
import { referencesOf } from './process-facts.ts'
import { checkSource } from './process-image.ts'
import { StorageError } from './storage/errors.ts'
import type { ObjectRecord, Storage } from './storage/storage.ts'

/** In whose name a style's images are read. */
const OWNER: Caller = { name: 'style', readOnly: true, buckets: undefined }

/**
 * Finds the images that a process draws. One that the request names must be readable for the caller; one
 * that a style names was chosen by the owner, and is drawn for everybody whom the style serves.
 *
 * @param asked the process of the request, its styles not yet expanded.
 * @throws WatermarkError for too many, and naming the image AccessDenied, NoSuchKey, ImageTooLarge.
 */
export async function findMarks(
  storage: Storage,
  { target, caller }: Asked,
  asked: Process,
  expanded: ExpandedProcess,
): Promise<ObjectRecord[]> {
  const keys = referencesOf(expanded).images
  checkCount(keys.length)
  const chosenByCaller = new Set(referencesOf(asked).images)
  return Promise.all(
    keys.map((key) =>
      naming(key, async () => {
        const reader = chosenByCaller.has(key) ? caller : OWNER
        const wanted = { target: { bucket: target.bucket, key }, caller: reader }
        const record = existing(await permit(storage, wanted, 'read', { missing: noSuchMark }))
        checkSource(record)
        return record
      }),
    ),
  )
}

/** The engine counts as well, but all of them would be in memory by then. */
function checkCount(count: number): void {
  if (count <= LIMITS.markImages) return
  throw new ServerError('WatermarkError', `More than ${LIMITS.markImages} watermark images: ${count}.`)
}

/** Lets a refusal tell that it is about the image of a watermark, and not about the picture. */
async function naming<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ServerError) throw new ServerError(error.code, messageWith(error, key), error)
    if (error instanceof EngineError)
      throw new EngineError(error.code, messageWith(error, key), {
        ...(error.ec !== undefined && { ec: error.ec }),
        cause: error,
      })
    throw error
  }
}

function messageWith({ message }: Error, key: string): string {
  return `${message} (watermark image ${key})`
}

function noSuchMark(key: string): StorageError {
  const fields = { Key: key }
  return new StorageError('NoSuchKey', `The watermark image does not exist: ${key}`, {
    fields,
    ec: '0040-00000025',
  })
}
