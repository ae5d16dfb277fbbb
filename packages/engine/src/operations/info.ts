import { type Lower, withoutSteps } from './lower.ts'

/** Asks for a report instead of a picture. Source: OSS, "Query image information". */
export const info: Lower<'info'> = (_operation, canvas) => withoutSteps({ ...canvas, report: 'info' })
