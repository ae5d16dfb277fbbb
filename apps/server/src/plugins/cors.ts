import type { FastifyInstance } from 'fastify'
import type { Target } from '../addressing.ts'
import { corsHeaders, matchingRule } from '../cors.ts'
import { unlessNoBucket } from '../object-access.ts'
import type { CorsRule } from '../storage/bucket-settings.ts'
import type { Storage } from '../storage/storage.ts'

/** The rules for other origins that hold for what a request points at. */
export type CorsOf = (target: Pick<Target, 'bucket'>) => Promise<readonly CorsRule[]>

/** The rules of each bucket, or `fallback` where it has none. Outside buckets there are none. */
export function corsRules(storage: Storage, fallback: readonly CorsRule[]): CorsOf {
  return async ({ bucket }) => {
    const found = bucket === '' ? undefined : await unlessNoBucket(storage.getBucket(bucket))
    if (!found) return []
    return found.settings.cors.length > 0 ? found.settings.cors : fallback
  }
}

/**
 * Lets pages of other origins read answers, errors too, where a bucket's rules allow it. Answers that depend on the
 * origin say so, for caches in between, whether or not this request has one.
 */
export function allowOrigins(app: FastifyInstance, corsOf: CorsOf): void {
  app.addHook('onSend', async ({ target, method, headers }, reply) => {
    // A target that could not be read has no rules, and preflights are answered by their own handler.
    if (!target || method === 'OPTIONS') return
    // A store that fails has an answer about that on its way, which a second failure must not replace.
    const rules = await corsOf(target).catch(() => [])
    if (rules.length === 0) return
    reply.header('vary', 'Origin')
    const { origin } = headers
    if (origin === undefined || origin === '') return
    const asked = { origin, method, headers: [] }
    const rule = matchingRule(rules, asked)
    if (rule) reply.headers(corsHeaders(rule, asked))
  })
}
