import { ServerError } from '../errors.ts'

/** Longest advice to wait, seconds: by then things will have changed. */
const LONGEST_RETRY = 60

/** The queue is too long, or has been. */
export function busy(waitMs: number): ServerError {
  const seconds = wholeSeconds(waitMs)
  const message = `The server is busy: a turn would take about ${seconds} s. Please reduce your request rate.`
  return refusal(message, seconds)
}

/** Not even alone the job would be done in time. */
export function tooMuchWork(expectedMs: number, jobMs: number): ServerError {
  const [expected, allowed] = [expectedMs, jobMs].map((ms) => Math.ceil(ms / 1000))
  const message = `This is too much work for a picture: it would take about ${expected} s, and ${allowed} s are allowed.`
  return refusal(message, LONGEST_RETRY)
}

/** Without a stack: nobody looks for the place of a refusal, and to find it costs more than all that led to it. */
function refusal(message: string, retryAfter: number): ServerError {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return new ServerError('ServiceUnavailable', message, { headers: { 'retry-after': String(retryAfter) } })
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

function wholeSeconds(ms: number): number {
  return Math.min(Math.max(1, Math.ceil(ms / 1000)), LONGEST_RETRY)
}
