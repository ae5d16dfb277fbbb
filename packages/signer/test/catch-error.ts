import { expect } from 'vitest'
import { SignerError } from '../src/index.ts'

/** The SignerError an action throws. Fails the test if it throws anything else, or nothing. */
export function catchError(action: () => unknown): SignerError {
  try {
    action()
  } catch (error) {
    if (error instanceof SignerError) return error
    throw error
  }
  return expect.fail('nothing was thrown')
}
