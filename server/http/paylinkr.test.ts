import { beforeEach, expect, it } from 'vitest'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestApp, type TestCore, testApp, testCore } from '../test-core.ts'
import { type TestApi, testApi, testKey } from './test-api.ts'

describeOnBothStores('the PayLinkr API', (store) => {
  let core: TestCore
  let api: TestApi
  let shop: TestApp

  beforeEach(async () => {
    core = testCore(store())
    api = testApi(core, 'paylinkr')
    shop = await testApp(core)
  })

  const ask = (path: string, key: string, headers: Record<string, string> = {}) =>
    api.app.request(path, { headers: { Authorization: `Bearer ${key}`, ...headers } })

  it('takes its key as a bearer token and answers errors under "error"', async () => {
    const key = await testKey(core, 'paylinkr', shop.merchantId)
    const missing = await ask('/invoices/x', key)
    expect([missing.status, Object.keys(await missing.json())]).toEqual([404, ['error', 'code']])
    const unknown = await ask('/invoices/x', 'plr_test_wrong')
    expect(unknown.status).toBe(401)
    expect((await unknown.json()).error).toContain('Bearer')
    const theirs = await ask('/invoices/x', await testKey(core, 'paylinq', shop.appId))
    expect(theirs.status).toBe(401)
  })

  it('refuses what the scopes of a key do not hold', async () => {
    const key = await testKey(core, 'paylinkr', shop.merchantId, { scopes: ['invoices:write'] })
    const answer = await ask('/invoices', key)
    expect([answer.status, (await answer.json()).error]).toEqual([
      403,
      'This API key does not have the scope invoices:read.',
    ])
  })

  it('holds a key with origins to them, by Origin or X-Api-Origin', async () => {
    const key = await testKey(core, 'paylinkr', shop.merchantId, { origins: ['https://shop.example'] })
    const statuses = await Promise.all([
      ask('/invoices', key),
      ask('/invoices', key, { 'X-Api-Origin': 'https://evil.example' }),
      ask('/invoices', key, { Origin: 'https://evil.example', 'X-Api-Origin': 'https://shop.example' }),
      ask('/invoices', key, { 'X-Api-Origin': 'https://shop.example' }),
      ask('/invoices', key, { Origin: 'https://shop.example' }),
    ])
    expect(statuses.map(({ status }) => status)).toEqual([403, 403, 403, 200, 200])
    expect((await statuses[0].json()).error).toContain('send one of them in the X-Api-Origin header')
  })

  it('knows the origins below a host, and any', async () => {
    const site = `${shop.merchantId.replace('_', '-')}.example`
    const below = await testKey(core, 'paylinkr', shop.merchantId, { origins: [`https://*.${site}`] })
    const asked = async (key: string, origin?: string) =>
      (await ask('/invoices', key, origin ? { Origin: origin } : {})).status
    expect(await asked(below, `https://a.b.${site}`)).toBe(200)
    expect(await asked(below, `https://${site}`)).toBe(403)
    expect(await asked(below, `https://evil${site}`)).toBe(403)
    expect(await asked(below)).toBe(403)
    const any = await testKey(core, 'paylinkr', shop.merchantId, { origins: ['*'] })
    expect([await asked(any), await asked(any, 'https://evil.example')]).toEqual([200, 200])
  })

  it('answers browsers of origins that some key allows, and exposes its headers to them', async () => {
    await testKey(core, 'paylinkr', shop.merchantId, { origins: [`https://${shop.appId.replace('_', '-')}.example`] })
    const key = await testKey(core, 'paylinkr', shop.merchantId, { origins: ['https://shop.example'] })
    await testKey(core, 'paylinkr', shop.merchantId, { origins: ['https://*.kiosk.example', 'https://more.example'] })
    await core.store.db
      .updateTable('api_keys')
      .set({ revoked_at: '2026' })
      .where('origins', 'in', ['[]', '["*"]'])
      .execute()
    const preflight = (origin: string) =>
      api.app.request('/invoices', {
        method: 'OPTIONS',
        headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
      })
    const allowed = await preflight('https://shop.example')
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    expect(allowed.headers.get('access-control-allow-headers')).toContain('Authorization')
    for (const origin of ['https://till.kiosk.example', 'https://more.example']) {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBe(origin)
    }
    const refused = [
      'https://evil.example',
      'https://shop.example.evil',
      'https://kiosk.example',
      'https://*.kiosk.example',
    ]
    for (const origin of [...refused, 'https://%.example', 'null', '"']) {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull()
    }
    const answer = await ask('/invoices/x', key, { Origin: 'https://shop.example' })
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    expect(answer.headers.get('access-control-expose-headers')).toContain('X-Request-Id')
    const unknown = await ask('/invoices/x', 'plr_test_wrong', { Origin: 'https://shop.example' })
    expect([unknown.status, unknown.headers.get('access-control-allow-origin')]).toEqual([401, 'https://shop.example'])
    const foreign = await ask('/invoices/x', key, { Origin: 'https://evil.example' })
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null])
  })

  it('counts what comes without a known key by the address it came from', async () => {
    const limited = testApi(core, 'paylinkr', 2)
    const request = (headers: Record<string, string>, method = 'GET') =>
      limited.app.request('/invoices', { method, headers })
    const left = ({ status, headers }: Response) => [status, headers.get('x-ratelimit-remaining')]
    const nobody = await request({})
    expect([nobody.headers.get('x-ratelimit-limit'), ...left(nobody)]).toEqual(['2', 401, '1'])
    expect(Number(nobody.headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000 - 1)
    expect(left(await request({ Authorization: 'Bearer plr_test_wrong' }))).toEqual([401, '0'])
    const spent = await request({ Authorization: 'Bearer plr_test_wrong' })
    expect(left(spent)).toEqual([429, '0'])
    expect(Number(spent.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await request({ Origin: 'https://shop.example' }, 'OPTIONS')).status).toBe(429)
    // Who has a key has a count of their own.
    const key = await testKey(core, 'paylinkr', shop.merchantId)
    expect(left(await request({ Authorization: `Bearer ${key}` }))).toEqual([200, '1'])
  })

  it('says why a preflight is refused, with the headers of every answer', async () => {
    await core.store.db.updateTable('api_keys').set({ revoked_at: '2026' }).execute()
    await testKey(core, 'paylinkr', shop.merchantId, { origins: ['https://shop.example'] })
    const preflight = (headers: Record<string, string>) => api.app.request('/invoices', { method: 'OPTIONS', headers })
    for (const origin of ['https://evil.example', null]) {
      const refused = await preflight(origin === null ? {} : { Origin: origin })
      expect([refused.status, await refused.json()]).toEqual([
        403,
        { error: expect.stringContaining('allowed origins of the key'), code: 'origin_not_allowed' },
      ])
      for (const name of ['x-request-id', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset']) {
        expect(refused.headers.get(name)).toBeTruthy()
      }
    }
    const allowed = await preflight({ Origin: 'https://shop.example' })
    expect([allowed.status, await allowed.text(), allowed.headers.get('x-ratelimit-limit')]).toEqual([
      204,
      '',
      '1000000',
    ])
  })

  it('tells a value of the wrong type (400) from one that breaks a rule (422)', async () => {
    const key = await testKey(core, 'paylinkr', shop.merchantId)
    const statuses = await Promise.all(
      [{ asset: 5 }, { asset: 'DOGE' }, { amount: '-1' }, { title: 7 }].map(async (wrong) => {
        const answer = await api.app.request('/invoices', {
          method: 'POST',
          headers: { Authorization: `Bearer ${key}` },
          body: JSON.stringify({ title: 'T', amount: '1.00', ...wrong }),
        })
        return [answer.status, (await answer.json()).issues?.[0].path]
      }),
    )
    expect(statuses).toEqual([
      [400, 'asset'],
      [422, 'asset'],
      [422, 'amount'],
      [400, 'title'],
    ])
  })

  it('turns a free merchant away', async () => {
    const key = await testKey(core, 'paylinkr', shop.merchantId)
    await core.store.db.updateTable('merchants').set({ plan: 'free' }).where('id', '=', shop.merchantId).execute()
    expect((await ask('/invoices', key)).status).toBe(401)
  })
})
