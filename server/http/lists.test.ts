import { beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { paylinqEndpoints } from '../paylinq.ts'
import { type TestCaller, testCaller } from '../payments/test-caller.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { testApi, testKey } from './test-api.ts'

const DAY = 24 * 60 * 60_000

/** Within year 9999 as it is written, and beyond it in UTC. */
const BEYOND = '9999-12-31T23:59:59-23:59'

describeOnBothStores('lists', (store) => {
  let core: TestCore
  let appId: string
  let ask: TestCaller

  beforeEach(async () => {
    core = testCore(store())
    appId = (await testApp(core)).appId
    ask = await testCaller(core, appId)
  })

  const listPaths = () =>
    paylinqEndpoints(core)
      .filter(({ method, query }) => method === 'get' && query && 'cursor' in (query as z.ZodObject).shape)
      .map(({ path }) => path)

  it('can all be bounded by when what they list was made', async () => {
    const made = async (name: string) => {
      const coupon = { code: name, type: 'percentage', percent_off: 5 }
      await ask('POST', '/payments', { amount: 100, currency: 'EUR', customer_email: `${name}@example.com` })
      await ask('POST', '/products', { name, amount: 100, currency: 'EUR' })
      await ask('POST', '/coupons', coupon)
      await ask('POST', '/payment-links', { title: name, amount: 100, currency: 'EUR' })
      await ask('PATCH', '/app', { webhook_url: 'https://shop.example/hooks' })
      for (const { id } of (await ask('GET', '/payments?status=pending')).body.data) {
        await ask('POST', `/payments/${id}/cancel`)
      }
    }
    await made('FIRST')
    core.clock.advance(DAY)
    await made('SECOND')
    await ask('POST', '/settlements')
    core.clock.advance(7 * DAY)
    await ask('POST', '/settlements')
    expect(listPaths()).toContain('/settlements')
    for (const path of listPaths()) {
      const total = async (query: string) => (await ask('GET', `${path}?${query}`)).body.data.length
      const all = await total('limit=100')
      const counts = [
        (await total('created_from=2020-01-01T00:00:00Z')) - all,
        await total('created_to=2020-01-01T00:00:00Z'),
        await total('created_from=2030-01-01T00:00:00Z'),
        // 15 January 2026, 12:00 UTC, when the first ones were made.
        (await total('created_to=2026-01-15T13:00:01%2B01:00')) +
          (await total('created_from=2026-01-15T12:00:01Z')) -
          all,
      ]
      expect({ path, counts }).toEqual({ path, counts: [0, 0, 0, 0] })
    }
    const firstCustomers = await ask('GET', '/customers?created_to=2026-01-15T13:00:00Z')
    expect(firstCustomers.body.data.map(({ email }: { email: string }) => email)).toEqual(['FIRST@example.com'])
  })

  it('refuse an instant that has no place in the order of texts', async () => {
    for (const path of listPaths()) {
      for (const bound of ['created_from', 'created_to']) {
        const { status, body } = await ask('GET', `${path}?${bound}=${BEYOND}`)
        expect({ path, status, detail: body.detail }).toEqual({
          path,
          status: 400,
          detail: `${bound}: must lie between the years 0 and 9999`,
        })
      }
    }
  })

  describe('of PayLinkr', () => {
    it.each(['/invoices?createdFrom=', '/invoices?createdTo=', '/requests/logs?from=', '/requests/logs?to='])(
      'refuse it too: %s',
      async (list) => {
        const { merchantId } = await testApp(core)
        const key = await testKey(core, 'paylinkr', merchantId)
        const { app } = testApi(core, 'paylinkr')
        const answer = await app.request(list + BEYOND, { headers: { Authorization: `Bearer ${key}` } })
        expect([answer.status, (await answer.json()).error]).toEqual([
          422,
          expect.stringContaining('must lie between the years 0 and 9999'),
        ])
      },
    )
  })
})
