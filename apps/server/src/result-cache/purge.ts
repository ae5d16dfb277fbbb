import { syncFolder } from '../storage/disk/folders.ts'
import { decodeHead, FIXED_BYTES, headLengthOf } from './record.ts'
import type { Purged, PurgeFilter } from './result-cache.ts'
import type { Segment } from './segment.ts'
import type { Found, Shelf } from './shelf.ts'
import { matches, type Tags } from './tags.ts'

/** Records that are marked at the same time. */
const AT_ONCE = 32

/** Bytes that most heads do not exceed. */
const USUAL_HEAD_BYTES = 1024

/**
 * Marks the records that `filter` means as dead, so that they are gone even if the power goes. A segment that cannot be
 * marked is removed.
 *
 * @param failed is told what the disk throws.
 */
export async function purgeRecords(
  shelf: Shelf,
  directory: string,
  filter: PurgeFilter,
  failed: (error: unknown) => void,
): Promise<Purged> {
  const touched = new Set<Segment>()
  const broken = new Set<Segment>()
  const purged = { entries: 0, bytes: 0 }
  await inTeams(shelf.index.candidates(filter), async (slot) => {
    const found = shelf.at(slot)
    if (!found || !(await isMeant(found, filter))) return
    if (shelf.index.isReachable(slot)) {
      purged.entries++
      purged.bytes += found.length
    }
    shelf.hide(slot)
    shelf.index.setDead(slot)
    touched.add(found.segment)
    await attempt(found.segment, () => found.segment.kill(found.offset))
  })
  for (const segment of touched) await attempt(segment, () => segment.sync())
  for (const segment of broken) await shelf.drop(segment).catch(failed)
  if (shelf.hasUnsyncedRemovals) {
    shelf.hasUnsyncedRemovals = false
    await syncFolder(directory).catch(failed)
  }
  return purged

  async function attempt(segment: Segment, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      broken.add(segment)
      failed(error)
    }
  }
}

/** Whether a filter means a record. The index knows buckets and styles exactly, objects by a hash, prefixes not at all. */
async function isMeant(found: Found, filter: PurgeFilter): Promise<boolean> {
  if ('style' in filter || ('prefix' in filter && filter.prefix === '')) return true
  const tags = await readTags(found).catch(() => undefined)
  return tags === undefined || matches(tags, filter) // what cannot be read is nobody's loss
}

async function readTags({ segment, offset, length }: Found): Promise<Tags | undefined> {
  const start = await segment.read(offset, Math.min(length, USUAL_HEAD_BYTES))
  const headLength = start.length < FIXED_BYTES ? undefined : headLengthOf(start)
  if (headLength === undefined || headLength > length) return undefined
  const head = headLength <= start.length ? start : await segment.read(offset, headLength)
  return decodeHead(head, segment.salt)?.tags
}

async function inTeams<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    await Promise.all(items.slice(start, start + AT_ONCE).map(work))
  }
}
