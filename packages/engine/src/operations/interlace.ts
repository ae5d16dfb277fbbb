import { type Lower, withoutSteps } from './lower.ts'

/** Remembered until the result is encoded. Source: OSS, "Gradual display". */
export const interlace: Lower<'interlace'> = ({ progressive }, canvas) =>
  withoutSteps({ ...canvas, progressive })
