import type { Operation } from './operations/index.ts'
import { watermark } from './operations/watermark.ts'
import type { Process } from './process.ts'
import { fieldTexts } from './stringify.ts'

/** A text to be drawn, with all that its shape depends on. */
export type TextMark = NonNullable<Operation<'watermark'>['text']>

/** What a process points at outside itself, in order of first use and without repeats. */
export interface References {
  /** Names of styles. */
  readonly styles: readonly string[]
  /** Keys of images in the same bucket. */
  readonly images: readonly string[]
  /** Texts whose size must be known before planning. */
  readonly texts: readonly TextMark[]
}

/** Walks the tree once and tells what must be loaded or measured before the process can be planned. */
export function references(process: Process): References {
  const styles = new Set<string>()
  const images = new Set<string>()
  const texts = new Map<string, TextMark>()
  for (const stage of process.stages) {
    if (stage.type === 'style') {
      styles.add(stage.name)
      continue
    }
    for (const action of stage.actions) {
      if (action.type !== 'watermark') continue
      if (action.image) images.add(action.image.key)
      if (action.text) texts.set(textId(action.text), action.text)
    }
  }
  return { styles: [...styles], images: [...images], texts: [...texts.values()] }
}

/** The canonical text of a mark's own parameters: equal for texts that look alike. */
export function textId(mark: TextMark): string {
  return fieldTexts(watermark.fields.text.members, mark).join(',')
}
