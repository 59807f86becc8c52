import type { Hono } from 'hono'
import { beforeEach, expect, it } from 'vitest'
import { testProvider } from '../payments/test-provider.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestApp, testApp, testCore } from '../test-core.ts'
import { providerWebhooks } from './webhooks.ts'

const LIMIT = 60

describeOnBothStores('notices of a provider', (store) => {
  let shop: TestApp
  let app: Hono
  let asked: number

  /** A provider that signs nothing: it is asked whether a notice is true. */
  beforeEach(async () => {
    asked = 0
    const provider = testProvider()
    provider.readWebhook = async (body) => {
      asked += 1
      return body.startsWith('true') ? { eventId: body, type: 'payment.open', news: [] } : null
    }
    const core = testCore(store(), { with: { stripe: () => provider }, config: { trustedProxies: 1 } })
    shop = await testApp(core)
    app = providerWebhooks(core)
  })

  const send = (body: string, { address = '192.0.2.1', account = shop.accountId } = {}) =>
    app.request(`/stripe/${account}`, { method: 'POST', body, headers: { 'x-forwarded-for': address } })

  it('that are true are taken without end', async () => {
    for (let n = 0; n <= LIMIT; n += 1) expect((await send(`true ${n}`)).status).toBe(200)
    expect((await send('true 0')).status).toBe(200)
  })

  it('that are not are asked about so often, for each who sends them', async () => {
    for (let n = 0; n < LIMIT; n += 1) expect((await send(`made up ${n}`)).status).toBe(400)
    const refused = await send('made up')
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
    expect((await send('true')).status).toBe(429)
    expect(asked).toBe(LIMIT)
    expect((await send('true', { address: '192.0.2.2' })).status).toBe(200)
  })

  it('for no account there is are nothing to anyone', async () => {
    for (const account of ['pac_none', '__proto__', '%00']) expect((await send('true', { account })).status).toBe(404)
    const elsewhere = await app.request(`/constructor/${shop.accountId}`, { method: 'POST', body: 'true' })
    expect(elsewhere.status).toBe(404)
    expect(asked).toBe(0)
  })

  it('that are too large are not read', async () => {
    expect((await send('x'.repeat(1_000_001))).status).toBe(413)
    expect(asked).toBe(0)
  })
})
