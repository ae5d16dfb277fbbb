import { type ImageMetadata, type Plan, plan, type ResamplingPolicy, type Sources } from '@ossimg/engine'
import type { ExpandedProcess } from '@ossimg/grammar'
import { LRUCache } from 'lru-cache'
import { canonicalText } from '../process-facts.ts'
import { remembered } from '../remembered.ts'

/** Plans that are kept, some kilobytes each. */
const KEPT = 1000

/** Characters of the longest name of a plan that is kept: an animation's header tells when each frame is shown. */
const LONGEST_NAME = 4096

/** Plans, and keeps its plans: sites ask for the same few things, of many pictures of the same few sizes. */
export class Planning {
  readonly #resampling: ResamplingPolicy
  readonly #kept = new LRUCache<string, Plan>({ max: KEPT })

  constructor(resampling: ResamplingPolicy) {
    this.#resampling = resampling
  }

  /** Of files whose length has been checked. Throws what `plan` throws. */
  of(process: ExpandedProcess, sources: Sources): Plan {
    const name = nameOf(process, sources)
    const kept = this.#kept.get(name)
    if (kept) return kept
    const made = plan(process, sources, { resampling: this.#resampling })
    if (name.length <= LONGEST_NAME) this.#kept.set(name, made)
    return made
  }
}

/** A header but for the length of the file, which hardly two have in common and no plan depends on. */
const headerText = remembered(({ bytes: _, ...header }: ImageMetadata): string => JSON.stringify(header))

/** All that a plan depends on. The sizes of its texts follow from the process, which names its images in their order. */
function nameOf(process: ExpandedProcess, { source, images }: Sources): string {
  const headers = [source, ...Object.values(images)].map(headerText)
  return [canonicalText(process), ...headers].join('\n')
}
