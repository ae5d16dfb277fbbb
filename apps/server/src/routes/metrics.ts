import { requireKey } from '../access.ts'
import { noSuchKey } from '../storage/errors.ts'
import type { OwnHandlers, OwnServices } from './own-handler.ts'

/** Shows how the server does, for Prometheus: `/-/metrics`. */
export function readMetrics({
  metrics,
  metricsAccess,
}: Pick<OwnServices, 'metrics' | 'metricsAccess'>): OwnHandlers<'GetMetrics'> {
  return {
    GetMetrics: async ({ caller }, reply) => {
      if (metricsAccess === 'off') throw noSuchKey('-/metrics')
      if (metricsAccess === 'signed') requireKey(caller)
      const body = Buffer.from(await metrics.text())
      return reply
        .headers({
          'content-type': metrics.contentType,
          'content-length': String(body.length),
          'cache-control': 'no-store',
        })
        .send(body)
    },
  }
}
