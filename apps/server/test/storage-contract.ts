import { describe } from 'vitest'
import { describeBodies } from './contract/bodies.ts'
import { describeBuckets } from './contract/buckets.ts'
import { describeConcurrency } from './contract/concurrency.ts'
import { describeLifetime } from './contract/lifetime.ts'
import { describeObjects } from './contract/objects.ts'
import { describeReaders } from './contract/readers.ts'
import { describeStyles } from './contract/styles.ts'
import { eachWithStorage, type OpenedStorage } from './contract/subject.ts'

/** The behaviour every driver has. `open` gives an empty storage each time. */
export function describeStorage(name: string, open: () => Promise<OpenedStorage>): void {
  describe(`storage contract: ${name}`, () => {
    const subject = eachWithStorage(open)
    describeBuckets(subject)
    describeObjects(subject)
    describeBodies(subject)
    describeReaders(subject)
    describeConcurrency(subject)
    describeStyles(subject)
    describeLifetime(subject)
  })
}
