/** The name of version 4, as headers and URLs carry it. */
export const ALGORITHM = 'OSS4-HMAC-SHA256'

/** The last part of every scope. */
export const TERMINATOR = 'aliyun_v4_request'

/** What can be signed for: OSS, and OSS on a CloudBox. */
export const PRODUCTS = ['oss', 'oss-cloudbox'] as const

/** What a version 4 signature is good for, and nothing else. */
export interface Scope {
  /** The day of signing, UTC: `20260115`. */
  readonly day: string
  /** The region's ID without `oss-`: `cn-hangzhou`. */
  readonly region: string
  readonly product: (typeof PRODUCTS)[number]
}

/**
 * `20260115/cn-hangzhou/oss/aliyun_v4_request`. Source: OSS, "Include a V4 signature in the Authorization
 * header".
 */
export function writeScope({ day, region, product }: Scope): string {
  return [day, region, product, TERMINATOR].join('/')
}
