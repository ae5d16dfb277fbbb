import { expectTypeOf, it } from 'vitest'
import type { Client } from './index.ts'

it('has types that tell what comes back', () => {
  expectTypeOf<Client['info']>().returns.resolves.toEqualTypeOf<Record<string, string>>()
  expectTypeOf<Client['get']>()
    .returns.resolves.toHaveProperty('data')
    .toEqualTypeOf<Uint8Array<ArrayBuffer>>()
  expectTypeOf<Client['getAcl']>().returns.resolves.extract<'default'>().toEqualTypeOf<'default'>()
  expectTypeOf<Client['getBucketAcl']>().returns.resolves.extract<'default'>().toBeNever()
})
