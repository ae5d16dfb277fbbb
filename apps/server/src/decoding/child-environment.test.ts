import { expect, it } from 'vitest'
import { childEnvironment } from './child-environment.ts'

it('passes on what native code needs, and no secrets', () => {
  const environment = {
    OSSIMG_ACCESS_KEY_SECRET: 'hush',
    AWS_SECRET_ACCESS_KEY: 'hush',
    NODE_OPTIONS: '--inspect',
    HOME: '/root',
    LD_PRELOAD: 'libjemalloc.so.2',
    VIPS_NOVECTOR: '1',
    TMPDIR: '/var/tmp',
    MALLOC_ARENA_MAX: '4',
    VIPS_EMPTY: undefined,
  }
  expect(childEnvironment(environment)).toEqual({
    UV_THREADPOOL_SIZE: '2',
    MALLOC_ARENA_MAX: '4',
    MALLOC_MMAP_THRESHOLD_: '16777216',
    MALLOC_TRIM_THRESHOLD_: '8388608',
    LD_PRELOAD: 'libjemalloc.so.2',
    VIPS_NOVECTOR: '1',
    TMPDIR: '/var/tmp',
  })
})
