import { type Lower, withoutSteps } from './lower.ts'

/** Asks for a report instead of a picture. Source: OSS, "Query the average hue". */
export const averageHue: Lower<'average-hue'> = (_operation, canvas) =>
  withoutSteps({ ...canvas, report: 'average-hue' })
