import { expect, it } from 'vitest'
import { SCOPES } from '../accounts/key.ts'
import { paylinkrEndpoints } from '../paylinkr.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testApp, testCore } from '../test-core.ts'
import { testApi, testKey } from './test-api.ts'

describeOnBothStores('every PayLinkr route with every scope', (store) => {
  it('is refused to a key that lacks the scope it names, and to no other', async () => {
    const core = testCore(store())
    const { app } = testApi(core, 'paylinkr')
    const { merchantId } = await testApp(core)
    const keys = await Promise.all(
      SCOPES.map(async (scope) => ({ scope, key: await testKey(core, 'paylinkr', merchantId, { scopes: [scope] }) })),
    )
    for (const { method, path, scope } of paylinkrEndpoints(core)) {
      expect([method, path, SCOPES]).toEqual([method, path, expect.arrayContaining([scope])])
      for (const { scope: has, key } of keys) {
        const answer = await app.request(path.replaceAll(/:\w+/g, 'unknown'), {
          method: method.toUpperCase(),
          headers: { Authorization: `Bearer ${key}` },
          ...(method !== 'get' && { body: '{}' }),
        })
        const { code } = (await answer.json()) as { code?: string }
        const refused = answer.status === 403 && code === 'scope_missing'
        expect([method, path, has, refused]).toEqual([method, path, has, has !== scope])
      }
    }
  })

  it('is used by some route', () => {
    const used = new Set(paylinkrEndpoints(testCore(store())).map(({ scope }) => scope))
    expect([...SCOPES].filter((scope) => !used.has(scope))).toEqual([])
  })
})
