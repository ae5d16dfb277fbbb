import { describe } from 'vitest'
import { describeAppends } from './contract/appends.ts'
import { describeBodies } from './contract/bodies.ts'
import { describeBuckets } from './contract/buckets.ts'
import { describeChanges } from './contract/changes.ts'
import { describeConcurrency } from './contract/concurrency.ts'
import { describeLifetime } from './contract/lifetime.ts'
import { describeListing } from './contract/listing.ts'
import { describeObjects } from './contract/objects.ts'
import { describeReaders } from './contract/readers.ts'
import { describeSettings } from './contract/settings.ts'
import { describeStyles } from './contract/styles.ts'
import { eachWithStorage, type OpenedStorage } from './contract/subject.ts'
import { describeUploadListing } from './contract/upload-listing.ts'
import { describeUploads } from './contract/uploads.ts'

/** The behaviour every driver has. `open` gives an empty storage each time. */
export function describeStorage(name: string, open: () => Promise<OpenedStorage>): void {
  describe(`storage contract: ${name}`, () => {
    const subject = eachWithStorage(open)
    describeBuckets(subject)
    describeSettings(subject)
    describeObjects(subject)
    describeListing(subject)
    describeBodies(subject)
    describeReaders(subject)
    describeConcurrency(subject)
    describeUploads(subject)
    describeUploadListing(subject)
    describeAppends(subject)
    describeStyles(subject)
    describeChanges(subject)
    describeLifetime(subject)
  })
}
