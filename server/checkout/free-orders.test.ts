import { beforeEach, expect, it } from 'vitest'
import type { Owner } from '../accounts/owner.ts'
import { newCoupon } from '../coupons/test-coupons.ts'
import { listAttempts } from '../payments/payments.ts'
import { newPayment } from '../payments/test-payments.ts'
import { type TestProvider, testProvider } from '../payments/test-provider.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { checkoutRoutes } from './routes.ts'
import type { PaymentView } from './views.ts'

let payers = 0

describeOnBothStores('an order that a coupon pays whole', (store) => {
  let core: TestCore
  let owner: Owner
  let provider: TestProvider

  beforeEach(async () => {
    // As some do, which name no least amount.
    provider = { ...testProvider(), cannotTake: () => null }
    core = testCore(store(), { with: { stripe: () => provider }, config: { trustedProxies: 1 } })
    owner = { appId: (await testApp(core)).appId, mode: 'test' }
    await newCoupon(core, owner, { code: 'ALL', percentOff: 100 })
    payers += 1
  })

  const ask = async (method: string, path: string, body?: object) => {
    const answer = await checkoutRoutes(core).request(path, {
      method,
      headers: { 'x-forwarded-for': `198.18.0.${payers}` },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: await answer.json() }
  }
  const view = async (id: string): Promise<PaymentView> => (await ask('GET', `/${id}`)).body
  const prepare = (id: string) => ask('POST', `/payments/${id}/attempts`, { method: 'card' })

  it('has no method to pay by, and no provider is asked for nothing', async () => {
    const { id } = await newPayment(core, owner, { couponCode: 'ALL' })
    expect(await view(id)).toMatchObject({ amount: 0, methods: [], status: 'pending' })
    expect(await prepare(id)).toEqual({
      status: 409,
      body: { error: { code: 'wrong_state', message: expect.stringContaining('left to charge') } },
    })
    expect([provider.calls, await listAttempts(core.store.db, id)]).toEqual([[], []])
    expect((await ask('POST', `/payments/${id}/complete`)).body).toMatchObject({ status: 'succeeded', methods: [] })
  })

  it('is completed though a form was shown for its price before', async () => {
    const { id } = await newPayment(core, owner)
    expect((await view(id)).methods).toContain('card')
    const { body: prepared } = await prepare(id)
    await ask('PUT', `/payments/${id}/coupon`, { code: 'ALL' })
    expect((await prepare(id)).status).toBe(409)
    expect((await ask('POST', `/payments/${id}/attempts/${prepared.attemptId}/start`)).status).toBe(409)
    expect((await ask('POST', `/payments/${id}/complete`)).body.status).toBe('succeeded')
    expect(provider.calls).toEqual(['create'])
    expect((await listAttempts(core.store.db, id)).map(({ status }) => status)).toEqual(['closing'])
  })

  it('has its methods again when the coupon is taken off', async () => {
    const { id } = await newPayment(core, owner, { couponCode: 'ALL' })
    expect((await ask('DELETE', `/payments/${id}/coupon`)).body).toMatchObject({ amount: 2500 })
    expect((await view(id)).methods).toContain('card')
    expect((await prepare(id)).status).toBe(200)
  })
})
