import type { ImageStage, Operation } from '@ossimg/grammar'
import { FORMAT_TRAITS } from './formats.ts'
import type { ImageMetadata } from './metadata.ts'

/**
 * Do all frames of the source make it into the result? Only where every operation is one of those that
 * keep an animation, and the result's format can hold one. Source: OSS, "Resize images" and "Convert
 * image formats", the notes on GIF.
 */
export function staysAnimated(source: ImageMetadata, stages: readonly ImageStage[]): boolean {
  if (source.pages === 1 || !FORMAT_TRAITS[source.format].animation) return false
  return stages.every(({ actions }) => actions.every(keepsFrames))
}

function keepsFrames(action: Operation): boolean {
  switch (action.type) {
    case 'crop':
    case 'watermark':
      return true
    case 'resize':
      return action.percent === undefined
    case 'format':
      return FORMAT_TRAITS[action.format].animation === true
    default:
      return false
  }
}
