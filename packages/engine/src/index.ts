export type { EstimatedCost } from './cost/cost.ts'
export { estimateCost } from './cost/estimate-cost.ts'
export type { Encoding } from './encoding.ts'
export { EngineError, type EngineErrorCode, type EngineErrorDetails } from './errors.ts'
export { execute, type Inputs, type Output } from './execute.ts'
export { type FontOptions, type Fonts, fontsWork, useFonts } from './fonts.ts'
export { FORMAT_TRAITS, type FormatTraits } from './formats.ts'
export type { Position, Region, Size } from './geometry.ts'
export { checkSourceBytes, LIMITS, type Limits } from './limits.ts'
export type { Animation, Density, ImageFormat, ImageMetadata, Orientation } from './metadata.ts'
export type { ResamplingPolicy } from './operations/lower.ts'
export type { Pass, Surface } from './passes.ts'
export {
  type Cost,
  type Decoding,
  type ImagePlan,
  type Plan,
  type PlanOptions,
  plan,
  type ReportPlan,
  type Sources,
} from './plan.ts'
export { probe, recognise } from './probe.ts'
export { infoFromHeader, probeHeader } from './probe-header.ts'
export { measureTexts, type ProcessImageOptions, probeMarks, processImage } from './process-image.ts'
export { ENGINE_REVISION } from './revision.ts'
export type * from './step.ts'
export { measureText, type TextStyle } from './text.ts'
export { type Tuning, tuneSharp } from './tune.ts'
